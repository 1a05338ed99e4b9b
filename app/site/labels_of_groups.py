"""Code lists of groups, of their decisions, minutes and needs in words; `labels` has them all."""

from app.core.text import msgid

OF_GROUPS: dict[str, dict[str, str]] = {
    "adopt_refused": {
        "objected": msgid(
            "A member objects, so it is not adopted by silence. Unless the objection is taken back in time, "
            "reject it and propose it anew for a vote."
        ),
        "still_open": msgid(
            "It can be adopted when the time for objections and votes is over. A vote per rollam also ends "
            "once everybody has voted."
        ),
        "no_quorum": msgid(
            "Fewer members have voted than the rules of the group ask for, so it is not adopted."
        ),
        "no_majority": msgid("There are not more votes for it than against it, so it is not adopted."),
        "before_last_change": msgid(
            "It would hold from a day on which the group was changed later. Choose a later day by editing it."
        ),
    },
    "group_kind": {
        "steering": msgid("Steering group"),
        "working": msgid("Working group"),
        "coordination": msgid("Coordination team"),
        "project_support": msgid("Project support group"),
        "implementation": msgid("Implementation team"),
        "multidisciplinary": msgid("Multidisciplinary team"),
        "open": msgid("Open group"),
        "other": msgid("Other group"),
    },
    "side": {
        "commissioner": msgid("Commissioner"),
        "provider": msgid("Provider"),
        "user": msgid("User of services"),
        "public": msgid("The public"),
    },
    "partnership_kind": {
        "local_partnership": msgid("Local partnership"),
        "community_planning": msgid("Community planning"),
        "regional_planning": msgid("Regional planning"),
        "transformation": msgid("Transformation of services"),
        "other": msgid("Other"),
    },
    "group_role": {
        "chair": msgid("Chair"),
        "deputy": msgid("Deputy chair"),
        "secretary": msgid("Secretary"),
        "member": msgid("Member"),
        "guest": msgid("Guest"),
        "alternate": msgid("Alternate"),
    },
    "decision_mode": {
        "consent": msgid("By consent"),
        "silence": msgid("By silence, when nobody objects"),
        "per_rollam": msgid("By letter (per rollam)"),
        "vote": msgid("By a vote at the meeting"),
    },
    "decision_state": {
        "proposed": msgid("Proposed"),
        "adopted": msgid("Adopted"),
        "rejected": msgid("Rejected"),
    },
    "effect_kind": {
        "none": msgid("Changes no structure"),
        "move": msgid("Moves a group in the chart"),
        "recompose": msgid("Recomposes a group"),
        "delegate": msgid("Gives a group competence"),
    },
    "ballot": {
        "for": msgid("For"),
        "against": msgid("Against"),
        "abstain": msgid("Abstains"),
    },
    "application_state": {
        "open": msgid("To be decided"),
        "accepted": msgid("Accepted"),
        "declined": msgid("Declined"),
    },
    "composition_missing": {
        "no_commissioner": msgid("nobody for the commissioners"),
        "no_provider": msgid("no provider of services"),
        "no_users": msgid("no user of services"),
        "no_small_municipalities": msgid("no small municipality"),
        "no_chair": msgid("the leader is not elected yet"),
    },
    "chart_change": {
        "added": msgid("New"),
        "removed": msgid("Ended"),
        "moved": msgid("Moved"),
        "recomposed": msgid("Recomposed"),
    },
    "minutes_state": {
        "draft": msgid("Draft"),
        "comment": msgid("For comment"),
        "approved": msgid("Approved"),
        "published": msgid("Published"),
    },
    "minutes_cause": {
        "saved": msgid("Saved"),
        "submitted": msgid("Submitted for comments"),
        "approved": msgid("Approved"),
        "published": msgid("Published"),
        "reopened": msgid("Reopened"),
    },
    "minutes_change": {
        "added": msgid("Added"),
        "removed": msgid("Removed"),
        "changed": msgid("Changed"),
        "moved": msgid("In another place"),
    },
    "need_weight": {"core": msgid("Core"), "marginal": msgid("Marginal")},
    "trace_kind": {
        "raised": msgid("Raised"),
        "escalated": msgid("Passed on"),
        "answered": msgid("Answer given"),
        "measure": msgid("Measure"),
        "effect": msgid("Effect"),
        "closed": msgid("Done with"),
    },
}
