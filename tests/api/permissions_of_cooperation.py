"""The table of permissions of what partnerships do between events: groups, decisions, newsletters.

It reads as that in `permission_table`, which it goes on from.
"""

COOPERATION = """
everybody              yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    partnerships:read      GET /partnerships/{partnership_id}/feed.atom
    partnerships:read      GET /decisions
    partnerships:read      GET /newsletters
    partnerships:read      GET /newsletters/{newsletter_id}
    -                      POST /newsletter-subscriptions
    -                      GET /newsletter-subscriptions/{token}
    -                      POST /newsletter-subscriptions/{token}/confirm
    partnerships:write     POST /suggestions
signed in              401  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    partnerships:read+people:read GET /suggestions
    partnerships:read+people:read GET /talks
read the inside        401  404  404  404  404  yes  404  yes  404  yes  404  404  404  404
    partnerships:read+people:read GET /suggestions/{suggestion_id}
    partnerships:read+people:read GET /talks/{talk_id}
edit the inside        401  404  404  404  404  403  404  yes  404  yes  404  404  404  404
    partnerships:write+people:read PATCH /talks/{talk_id}
    partnerships:write     DELETE /talks/{talk_id}
    partnerships:write+people:read PATCH /suggestions/{suggestion_id}
    partnerships:write     DELETE /suggestions/{suggestion_id}
    partnerships:write+people:read POST /suggestions/{suggestion_id}/answer
    partnerships:write+people:read POST /suggestions/{suggestion_id}/escalate
    partnerships:write+people:read POST /suggestions/{suggestion_id}/close
edit what is public    401  403  403  403  403  403  403  yes  403  yes  403  403  403  403
    partnerships:write     POST /working-groups
    partnerships:write     PATCH /working-groups/{group_id}
    partnerships:write     DELETE /working-groups/{group_id}
    partnerships:write     POST /working-groups/{group_id}/placements
    partnerships:write+people:read POST /working-groups/{group_id}/members
    partnerships:write+people:read POST /working-groups/{group_id}/members/{member_id}/promote
    partnerships:write+people:read PATCH /working-groups/{group_id}/members/{member_id}
    partnerships:write     DELETE /working-groups/{group_id}/members/{member_id}
    partnerships:write     POST /decisions
    partnerships:write     POST /newsletters
    partnerships:write+people:read POST /talks
    partnerships:write     PATCH /newsletters/{newsletter_id}
    partnerships:write     DELETE /newsletters/{newsletter_id}
    partnerships:write     POST /newsletters/{newsletter_id}/send
read a decision        404  404  yes  404  404  yes  404  yes  404  yes  404  404  404  404
    partnerships:read      GET /decisions/{decision_id}
decide                 401  404  403  404  404  403  404  yes  404  yes  404  404  404  404
    partnerships:write     PATCH /decisions/{decision_id}
    partnerships:write     POST /decisions/{decision_id}/adopt
    partnerships:write     POST /decisions/{decision_id}/reject
vote                   401  404  yes  404  404  403  404  yes  404  yes  404  404  404  404
    partnerships:write     POST /decisions/{decision_id}/votes
everybody              yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    -                      GET /calendar/{token}.ics
    events:read            GET /minutes
    events:read            GET /events/{event_id}/minutes
    events:read            GET /events/{event_id}/minutes/items/{item_id}
    events:read            GET /events/{event_id}/minutes.pdf
    events:read            GET /attachments
    events:read            GET /attachments/{attachment_id}
    events:read            GET /attachments/{attachment_id}/file
    partnerships:write     POST /working-groups/{group_id}/applications
    -                      GET /my/meetings/{token}
    -                      POST /my/meetings/{token}/accept
    -                      POST /my/meetings/{token}/apologise
    -                      GET /my/minutes/{token}
    -                      POST /my/minutes/{token}/comments
    partnerships:read      GET /needs
    partnerships:read      GET /needs/{need_id}
    partnerships:read      GET /needs/{need_id}/trace
    partnerships:read      GET /effects
    partnerships:read      GET /effects/{effect_id}
letters of an event    401  403  403  403  403  yes  403  yes  403  yes  403  403  403  403
    people:read            GET /events/{event_id}/minutes/filing.zip
list of an event       401  403  403  403  yes  yes  403  yes  403  yes  403  403  403  403
    people:read            GET /events/{event_id}/minutes/comments
    people:read            GET /events/{event_id}/minutes/versions
    people:read            GET /events/{event_id}/minutes/versions/{number}
    people:read            GET /events/{event_id}/minutes/versions/{number}/changes
    people:read            GET /events/{event_id}/minutes/names
    events:read            GET /round-tables/{event_id}/result
attendance             401  403  403  403  yes  403  403  yes  403  yes  403  403  403  403
    events:write           PUT /round-tables/{event_id}/result
signed in              401  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    -                      GET /me/calendar
    -                      POST /me/calendar
    -                      DELETE /me/calendar
    partnerships:read+people:read GET /tasks
edit what is public    401  403  403  403  403  403  403  yes  403  yes  403  403  403  403
    events:write+people:read PUT /events/{event_id}/minutes
    events:write+people:read PUT /events/{event_id}/minutes/items/{item_id}
    events:write+people:read POST /events/{event_id}/minutes/submit
    events:write+people:read POST /events/{event_id}/minutes/approve
    events:write+people:read POST /events/{event_id}/minutes/publish
    events:write+people:read POST /events/{event_id}/minutes/reopen
    events:write+people:read POST /events/{event_id}/minutes/comments
    events:write           POST /attachments
    events:write           POST /attachments/{attachment_id}/versions
    events:write           PATCH /attachments/{attachment_id}
    events:write           DELETE /attachments/{attachment_id}
    partnerships:write     POST /needs
    partnerships:write+people:read POST /tasks
    partnerships:write     PATCH /needs/{need_id}
    partnerships:write     POST /needs/{need_id}/escalate
    partnerships:write     POST /needs/{need_id}/answer
    partnerships:write     POST /needs/{need_id}/close
    partnerships:write     POST /effects
    partnerships:write     PATCH /effects/{effect_id}
    partnerships:write     DELETE /effects/{effect_id}
read a task            401  404  yes  404  404  yes  404  yes  404  yes  404  404  404  404
    partnerships:read+people:read GET /tasks/{task_id}
edit a task            401  404  403  404  404  403  404  yes  404  yes  404  404  404  404
    partnerships:write+people:read PATCH /tasks/{task_id}
    partnerships:write+people:read POST /tasks/{task_id}/done
read a group           401  403  yes  403  403  yes  403  yes  403  yes  403  403  403  403
    partnerships:read      GET /working-groups/{group_id}/waiting-agenda
    partnerships:read      GET /working-groups/{group_id}/rule-breaches
    partnerships:read      GET /working-groups/{group_id}/composition
read of a partnership  401  403  403  403  403  yes  403  yes  403  yes  403  403  403  403
    people:read            POST /minutes/parse
    partnerships:read+people:read GET /working-groups/{group_id}/applications
read an application    401  404  404  404  404  yes  404  yes  404  yes  404  404  404  404
    partnerships:read+people:read GET /applications/{application_id}
decide an application  401  404  404  404  404  403  404  yes  404  yes  404  404  404  404
    partnerships:write+people:read POST /applications/{application_id}/accept
    partnerships:write+people:read POST /applications/{application_id}/decline
"""
