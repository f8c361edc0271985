# SPDX-License-Identifier: MPL-2.0
"""Forms as data: what a platform can ask for field by field, in place of a sentence.

form.py: what a form is · table.py: the forms there are · filling.py: from what was filled in to what is asked ·
checking.py: what is wrong with it · options.py: what can be chosen that only the database knows ·
stepwise: forms asked for in the conversation, where a platform shows none.
"""

from handlers.forms.checking import problems
from handlers.forms.filling import asked, form_carrying, form_for
from handlers.forms.form import Field, FieldKind, Form, Option
from handlers.forms.options import NEEDED, question_options
from handlers.forms.table import FORMS, form_with

__all__ = ["FORMS", "NEEDED", "Field", "FieldKind", "Form", "Option", "asked", "form_carrying", "form_for", "form_with", "problems", "question_options"]
