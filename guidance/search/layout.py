"""What a text would be had it been typed with the keyboard set to the language that was meant."""

_ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
# The Kazakh keyboard has its own letters in the row of digits (kbdlayout.info/kbdkaz).
_DIGITS = "234567890-="
_KAZAKH_ROW = "әіңғ,.үұқөһ"

_TO_RUSSIAN = str.maketrans(_ENGLISH, _RUSSIAN)
_TO_ENGLISH = str.maketrans(_RUSSIAN, _ENGLISH)
_TO_KAZAKH_ROW = str.maketrans(_DIGITS, _KAZAKH_ROW)


def readings(text: str) -> list[str]:
    """The text as typed, then as English keys meant Russian, English meant Kazakh, Russian meant Kazakh and English."""
    found = [
        text,
        text.translate(_TO_RUSSIAN),
        text.translate(_TO_KAZAKH_ROW).translate(_TO_RUSSIAN),
        text.translate(_TO_KAZAKH_ROW),
        text.translate(_TO_ENGLISH),
    ]
    return list(dict.fromkeys(found))
