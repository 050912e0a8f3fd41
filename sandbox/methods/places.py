"""Places, on the map and with a name, and people's contacts."""

from sandbox.errors import bad_request
from sandbox.events import Json
from sandbox.keyboards import reply_markup as checked_markup
from sandbox.methods.delivery import deliver
from sandbox.methods.registry import method
from sandbox.methods.targets import Target, target
from sandbox.parameters import Call, ChatId, declared, values

FOR_EVER = 0x7FFFFFFF
"""`live_period` of a place that may be moved without end."""
_LIVE_SECONDS = range(60, 86_400 + 1)
_MOST_SECONDS_AHEAD = 90 * 86_400
_MAX_ACCURACY = 1500
_MAX_HEADING = 360
_MAX_RADIUS = 100_000
_MAX_VCARD = 2048
_LIVE = ("live_period", "heading", "proximity_alert_radius")


def location_content(call: Call) -> Json:
    """The fields of a message with a place, read from the call; raises `TelegramError`."""
    return {"location": _location(call, **values(_LOCATION, call))}


def venue_content(call: Call) -> Json:
    """The fields of a message with a place that has a name; raises `TelegramError`."""
    return _venue(call, **values(_VENUE, call))


def contact_content(call: Call) -> Json:
    """The fields of a message with somebody's telephone; raises `TelegramError`."""
    return {"contact": _contact(call, **values(_CONTACT, call))}


def _point(latitude: float, longitude: float, horizontal_accuracy: float | None) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - the Earth
        raise bad_request("wrong latitude or longitude specified")
    point: Json = {"latitude": latitude, "longitude": longitude}
    if horizontal_accuracy is not None and horizontal_accuracy > 0:
        point["horizontal_accuracy"] = min(horizontal_accuracy, _MAX_ACCURACY)
    return point


def _location(
    _: Call,
    *,
    latitude: float,
    longitude: float,
    horizontal_accuracy: float | None = None,
    live_period: int = 0,
    heading: int = 0,
    proximity_alert_radius: int = 0,
) -> Json:
    point = _point(latitude, longitude, horizontal_accuracy)
    if live_period not in {0, FOR_EVER} and live_period not in _LIVE_SECONDS:
        raise bad_request("wrong live location period specified")
    return {**point, **({"live_period": live_period} if live_period else {}), **_way(heading, proximity_alert_radius)}


def _way(heading: int, radius: int) -> Json:
    if not 0 <= heading <= _MAX_HEADING:
        raise bad_request("wrong live location heading specified")
    if not 0 <= radius <= _MAX_RADIUS:
        raise bad_request("wrong live location proximity alert radius specified")
    given = {"heading": heading, "proximity_alert_radius": radius}
    return {name: value for name, value in given.items() if value}


def _venue(
    _: Call,
    *,
    latitude: float,
    longitude: float,
    title: str,
    address: str,
    horizontal_accuracy: float | None = None,
    foursquare_id: str = "",
    foursquare_type: str = "",
    google_place_id: str = "",
    google_place_type: str = "",
) -> Json:
    point = _point(latitude, longitude, horizontal_accuracy)
    known = {
        "foursquare_id": foursquare_id,
        "foursquare_type": foursquare_type,
        "google_place_id": google_place_id,
        "google_place_type": google_place_type,
    }
    named = {name: value for name, value in known.items() if value}
    return {"location": point, "venue": {"location": point, "title": title, "address": address, **named}}


def _contact(_: Call, *, phone_number: str, first_name: str, last_name: str = "", vcard: str = "") -> Json:
    for name, value in (("phone_number", phone_number), ("first_name", first_name)):
        if not value.strip():
            raise bad_request(f'parameter "{name}" is required')
    if len(vcard.encode("utf-8", "surrogatepass")) > _MAX_VCARD:
        raise bad_request(f"vcard must have at most {_MAX_VCARD} bytes")
    more = {name: value for name, value in (("last_name", last_name), ("vcard", vcard)) if value}
    return {"phone_number": phone_number, "first_name": first_name, **more}


_LOCATION, _VENUE, _CONTACT = declared(_location), declared(_venue), declared(_contact)


@method(returns="Message")
def send_location(call: Call, *, chat_id: ChatId) -> Json:
    """sendLocation: with a `live_period` one that the bot may move."""
    return deliver(call, chat_id, location_content(call))


@method(returns="Message")
def send_venue(call: Call, *, chat_id: ChatId) -> Json:
    """sendVenue."""
    return deliver(call, chat_id, venue_content(call))


@method(returns="Message")
def send_contact(call: Call, *, chat_id: ChatId) -> Json:
    """sendContact."""
    return deliver(call, chat_id, contact_content(call))


@method(returns="Message")
def edit_message_live_location(
    call: Call,
    *,
    latitude: float,
    longitude: float,
    horizontal_accuracy: float | None = None,
    live_period: int | None = None,
    heading: int = 0,
    proximity_alert_radius: int = 0,
    reply_markup: Json | None = None,
) -> Json | bool:
    """editMessageLiveLocation: while its time has not run out and nobody has stopped it."""
    there = _live(call)
    before = there.message["location"]
    period = before["live_period"] if live_period is None else live_period
    _check_period(call, there.message, before["live_period"], period)
    moved = _point(latitude, longitude, horizontal_accuracy)
    moved |= {"live_period": period, **_way(heading, proximity_alert_radius)}
    return there.change({"location": moved}, checked_markup(reply_markup, inline_only=True))


@method(returns="Message")
def stop_message_live_location(call: Call, *, reply_markup: Json | None = None) -> Json | bool:
    """stopMessageLiveLocation: the place stays where it was last."""
    there = _live(call)
    stays = {name: value for name, value in there.message["location"].items() if name not in _LIVE}
    return there.change({"location": stays}, checked_markup(reply_markup, inline_only=True))


def _live(call: Call) -> Target:
    there = target(call)
    period = there.message.get("location", {}).get("live_period")
    if period is None:
        raise bad_request("there is no live location in the message to edit")
    if period != FOR_EVER and there.message["date"] + period <= call.world.now():
        raise bad_request("message can't be edited")
    return there


def _check_period(call: Call, message: Json, before: int, period: int) -> None:
    """A new period: no more than a day longer, and ending within 90 days."""
    if period in {before, FOR_EVER}:
        return
    ends = message["date"] + period
    if not call.world.now() < ends <= call.world.now() + _MOST_SECONDS_AHEAD or period - before > _LIVE_SECONDS[-1]:
        raise bad_request("wrong live location period specified")
