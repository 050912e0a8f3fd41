"""The pictures that people and the bot show of themselves."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.files import FileKind, Upload
from sandbox.methods.registry import method
from sandbox.parameters import Call

_MOST = 100
_FORMS: dict[str, tuple[str, FileKind]] = {"static": ("photo", "photo"), "animated": ("animation", "video")}
"""Field and kind of the file, by the type of an `InputProfilePhoto`."""


@method(returns="UserProfilePhotos")
def get_user_profile_photos(call: Call, *, user_id: int, offset: int = 0, limit: int = _MOST) -> Json:
    """getUserProfilePhotos: only the bot has any here."""
    _check_user(call, user_id)
    photos = call.world.profile.photos if user_id == call.world.bot.id else []
    first, most = max(offset, 0), min(max(limit, 1), _MOST)
    return {"total_count": len(photos), "photos": photos[first : first + most]}


@method(returns="UserProfileAudios")
def get_user_profile_audios(call: Call, *, user_id: int, offset: int = 0, limit: int = _MOST) -> Json:  # noqa: ARG001
    """getUserProfileAudios: nobody has any."""
    _check_user(call, user_id)
    return {"total_count": 0, "audios": []}


@method(returns="Boolean")
def set_my_profile_photo(call: Call, *, photo: Json) -> bool:
    """setMyProfilePhoto: the newest comes first."""
    field, kind = _FORMS.get(str(photo.get("type")), ("", "photo"))
    if not field:
        raise bad_request("can't parse InputProfilePhoto: unsupported type specified")
    file = call.file(str(photo.get(field, "")))
    if not isinstance(file, Upload):
        raise bad_request("a profile photo must be uploaded as a new file")
    stored = call.world.files.add(kind, file)
    size = stored.info()
    shown = {name: size[name] for name in ("file_id", "file_unique_id", "width", "height", "file_size")}
    call.world.profile.photos.insert(0, [shown])
    return True


@method(returns="Boolean")
def remove_my_profile_photo(call: Call) -> bool:
    """removeMyProfilePhoto."""
    del call.world.profile.photos[:1]
    return True


def _check_user(call: Call, user_id: int) -> None:
    if user_id != call.world.bot.id and user_id not in call.world.people:
        raise bad_request("user not found")
