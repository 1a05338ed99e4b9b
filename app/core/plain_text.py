"""Cleans text from forms and imports: characters that readers do not show must not reach a file format."""

import re

LINE_BREAK = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Control characters, halves of surrogate pairs and the two code points that XML forbids.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Keep line breaks (as `\\n`), turn tabs into spaces and drop every other control character."""
    return UNPRINTABLE.sub("", LINE_BREAK.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """For names, titles and headers, where a line break would start a new field. Keeps no-break spaces."""
    return re.sub(r"[ \n]+", " ", printable(text)).strip(" ")
