"""Files attached to records: papers of an event, templates and declarations of a group."""

from app.core.errors import ProblemType, register

register(
    problems={
        "file_type": ProblemType(
            415,
            "Files of this type are not taken. Attach PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, GIF, "
            "WebP or plain text.",
        ),
        "file_with_macros": ProblemType(415, "This file contains macros. Save it without them."),
        "same_file": ProblemType(409, "This is the file that is there already."),
        "file_missing": ProblemType(404, "The file is not in the store of this installation."),
        "scanner_unavailable": ProblemType(
            503, "The virus scanner does not answer, so no files are taken now. Please try again later."
        ),
    },
    fields={"infected": "The virus scanner refuses this file: {what}."},
)
