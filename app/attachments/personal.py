"""What attachments hold of people: titles, names of files, and the files themselves may name them.

Erasing a person changes titles and names of files. What stands in a file only its authors can change: the
register lists the files, and the staff replace or delete them.
"""

from app.attachments.models import Attachment, AttachmentVersion
from app.core.personal import Data, Ground, Kept, Personal, Purpose, declare, same

FILE = Personal(Data.FILES, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.FILES)

declare(Attachment, same(FILE, "title", "folded_text"))
declare(AttachmentVersion, same(FILE, "file_name"), other=("sha256", "stored"))
