"""The table of permissions of what partnerships do between events: groups, newsletters.

It reads as that in `permission_table`, which it goes on from.
"""

COOPERATION = """
everybody              yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    partnerships:read      GET /partnerships/{partnership_id}/feed.atom
    partnerships:read      GET /newsletters
    partnerships:read      GET /newsletters/{newsletter_id}
    -                      POST /newsletter-subscriptions
    -                      GET /newsletter-subscriptions/{token}
    -                      POST /newsletter-subscriptions/{token}/confirm
edit what is public    401  403  403  403  403  403  403  yes  403  yes  403  403  403  403
    partnerships:write     POST /working-groups
    partnerships:write     PATCH /working-groups/{group_id}
    partnerships:write     DELETE /working-groups/{group_id}
    partnerships:write     POST /working-groups/{group_id}/placements
    partnerships:write     POST /working-groups/{group_id}/members
    partnerships:write     POST /working-groups/{group_id}/members/{member_id}/promote
    partnerships:write     PATCH /working-groups/{group_id}/members/{member_id}
    partnerships:write     DELETE /working-groups/{group_id}/members/{member_id}
    partnerships:write     POST /newsletters
    partnerships:write     PATCH /newsletters/{newsletter_id}
    partnerships:write     DELETE /newsletters/{newsletter_id}
    partnerships:write     POST /newsletters/{newsletter_id}/send
"""
