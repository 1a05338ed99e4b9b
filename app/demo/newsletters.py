"""Newsletters of the region and of Liberec, with those who ordered them."""

from datetime import timedelta

from app.demo.scene import Scene
from app.newsletter.models import Newsletter, NewsletterState, NewsletterSubscription
from app.partnerships.models import Partnership

SENT = """# Druhé kolo kulatých stolů je za námi

Děkujeme všem, kdo přišli. **Potřeby z jednotlivých ORP** projedná krajský stůl.

# Co nás čeká

- semináře dobré praxe
- setkání pracovních skupin
- konzultace projektových záměrů

Máte nápad nebo otázku? Napište nám přes stránku partnerství."""
DRAFT = """# Na co se těšíme

- Otevíráme přihlášky na podzimní semináře.
- Skupina pro bydlení hledá nové členy."""
READERS = ("odber@mesto.example", "knihovna@obec.example", "redakce@zpravodaj.example")


def newsletters(scene: Scene, region: Partnership, local: Partnership) -> None:
    """One that was sent and a draft in each of the two."""
    for place in (region, local):
        sent_at = scene.now - timedelta(days=40)
        numbers = (("Zpravodaj: co se podařilo", SENT, sent_at), ("Zpravodaj: podzim", DRAFT, None))
        for title, text, at in numbers:
            scene.keep(
                Newsletter(
                    partnership_id=place.id,
                    title=title,
                    text=text,
                    state=NewsletterState.SENT if at else NewsletterState.DRAFT,
                    since=sent_at - timedelta(days=30),
                    created_at=(at or scene.now) - timedelta(days=2),
                    sent_at=at,
                    receivers=len(READERS) if at else None,
                )
            )
        scene.session.add_all(NewsletterSubscription(partnership_id=place.id, address=one) for one in READERS)
    scene.session.flush()
