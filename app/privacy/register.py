"""The register of processing for the public, as the notice shows it."""

from app.core import personal, retention
from app.core.settings import Settings
from app.privacy.shapes import Controller, Processing, ProcessingRegister, Promise


def processing_register(settings: Settings) -> ProcessingRegister:
    return ProcessingRegister(
        controller=Controller(
            name=settings.operator,
            address=settings.operator_address,
            contact=settings.operator_contact,
            data_protection_contact=settings.data_protection_contact,
        ),
        processings=[
            Processing(
                data=one.data,
                purpose=one.purpose,
                ground=one.ground,
                kept=one.kept,
                days=retention.days_of(one.kept, settings),
            )
            for one in personal.processings()
        ],
        promises=list(Promise),
    )
