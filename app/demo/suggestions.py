"""Suggestions and questions to the region and to Liberec: one of each state, and a promise that is late."""

from collections.abc import Sequence
from datetime import timedelta

from app.demo.scene import Scene
from app.feedback.models import Suggestion, SuggestionState
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership

QUESTION = "Kde najdu přehled dluhových poraden, které mají volno ještě tento měsíc?"
MISSING = "V naší obci chybí dětská skupina. Rodiče kvůli tomu nemohou nastoupit do práce."
PRAISE = "Děkujeme za seminář o zadlužení. Šlo by ho zopakovat i pro terénní pracovníky?"
ENTRY = "Do budovy, kde se scházíte, se s kočárkem nedá dostat."


def suggestions(scene: Scene, place: Partnership, groups: Sequence[WorkingGroup]) -> None:
    ago = [scene.now - timedelta(days=days) for days in (3, 20, 45, 60)]
    kept = [
        Suggestion(partnership_id=place.id, text=QUESTION, email="dotaz@mesto.example", created_at=ago[0]),
        Suggestion(
            partnership_id=place.id,
            text=PRAISE,
            name="Hana Vymyšlená",
            email="hana@spolek.example",
            created_at=ago[2],
            state=SuggestionState.ANSWERED,
            answer="Děkujeme za podnět. Termín pro terénní pracovníky vám pošleme.",
            answered_at=ago[1],
            follow_up="Poslat termín semináře",
            follow_up_due=(scene.now - timedelta(days=5)).date(),
        ),
        Suggestion(
            partnership_id=place.id,
            text=ENTRY,
            created_at=ago[3],
            state=SuggestionState.CLOSED,
            reason="Scházíme se nově v bezbariérové budově.",
            closed_at=ago[2],
        ),
    ]
    if groups:
        passed = Suggestion(partnership_id=place.id, text=MISSING, name="Obecní úřad", created_at=ago[1])
        passed.state, passed.group_id, passed.escalated_at = SuggestionState.ESCALATED, groups[0].id, ago[0]
        kept.append(passed)
    scene.keep_all(kept)
