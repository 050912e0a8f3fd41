"""Every press is answered, also when its handler fails: the spinner on the button must end."""

from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery
from aiogram.utils.callback_answer import CallbackAnswer, CallbackAnswerMiddleware


class AnswerPresses(CallbackAnswerMiddleware):
    """Answers after the handler, with the notice that it left in ``callback_answer.text``.

    A press that cannot be answered any more (the spinner ends by itself) hides no error of the handler.
    """

    async def answer(  # type: ignore[override]
        self, event: CallbackQuery, callback_answer: CallbackAnswer
    ) -> None:
        """Answer one press."""
        try:
            await super().answer(event, callback_answer)
        except TelegramAPIError:
            return
