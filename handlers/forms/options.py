# SPDX-License-Identifier: MPL-2.0
"""What a field offers that only the database knows."""

from collections.abc import Mapping

from config.intents.intent import Intents
from handlers.actor import Actor
from handlers.changing.vouching import alone
from handlers.forms.form import Option
from handlers.permissions import Action
from handlers.reply import Phrase
from handlers.unanswered.answering import permitted, said_question
from storage.directory import Directory
from storage.questions import Questions

NEEDED: Mapping[str, Action] = {"save_answer": "article.save"}
"""What somebody must be permitted to do with a question that a form offers, where it is more than to answer it."""
MOST = 100
"""As many as a platform shows in one list."""


async def question_options(
    actor: Actor, questions: Questions, directory: Directory, intents: Intents, action: Action = "question.answer"
) -> tuple[Option, ...]:
    """The open questions to which the reader may do this, in their words where nobody else reads them. `article.save`: those whose answer they may keep."""
    options = []
    for each in permitted(await questions.open(), actor, action)[:MOST]:
        said = await said_question(each, directory, intents, private=alone(actor))
        options.append(Option(str(each.number), Phrase("form.question", {"number": str(each.number), "question": said})))
    return tuple(options)
