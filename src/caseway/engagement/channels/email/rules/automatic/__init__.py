"""Whether a machine wrote a mail, how we know, and until when a person is away. Such mail is attached, never "
"answered."""

from .reasons import LOOP_HEADER, automatic_reason, is_list_mail
from .returning import day_of_return

__all__ = ["LOOP_HEADER", "automatic_reason", "day_of_return", "is_list_mail"]
