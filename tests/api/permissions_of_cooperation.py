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
    partnerships:read      GET /suggestions
    partnerships:read      GET /talks
read the inside        401  404  404  404  404  yes  404  yes  404  yes  404  404  404  404
    partnerships:read      GET /suggestions/{suggestion_id}
    partnerships:read      GET /talks/{talk_id}
edit the inside        401  404  404  404  404  403  404  yes  404  yes  404  404  404  404
    partnerships:write     PATCH /talks/{talk_id}
    partnerships:write     DELETE /talks/{talk_id}
    partnerships:write     PATCH /suggestions/{suggestion_id}
    partnerships:write     DELETE /suggestions/{suggestion_id}
    partnerships:write     POST /suggestions/{suggestion_id}/answer
    partnerships:write     POST /suggestions/{suggestion_id}/escalate
    partnerships:write     POST /suggestions/{suggestion_id}/close
edit what is public    401  403  403  403  403  403  403  yes  403  yes  403  403  403  403
    partnerships:write     POST /working-groups
    partnerships:write     PATCH /working-groups/{group_id}
    partnerships:write     DELETE /working-groups/{group_id}
    partnerships:write     POST /working-groups/{group_id}/placements
    partnerships:write     POST /working-groups/{group_id}/members
    partnerships:write     POST /working-groups/{group_id}/members/{member_id}/promote
    partnerships:write     PATCH /working-groups/{group_id}/members/{member_id}
    partnerships:write     DELETE /working-groups/{group_id}/members/{member_id}
    partnerships:write     POST /decisions
    partnerships:write     POST /newsletters
    partnerships:write     POST /talks
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
"""
