"""Which links Telegram takes."""

from urllib.parse import urlsplit


def checked_link(url: str) -> str | None:
    """The link in the form in which Telegram keeps it, or None when it would be refused.

    A link with no scheme gets `http://`, one with no path gets `/`; the host must have a dot.
    """
    url = url.strip()
    if not url or any(char.isspace() for char in url):
        return None
    if url.startswith("tg:"):
        return url
    if "://" not in url:
        url = "http://" + url
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https", "ton", "tonsite"} or "." not in host.strip("."):
        return None
    if parts.path:
        return url
    end = url.index(parts.netloc) + len(parts.netloc)
    return f"{url[:end]}/{url[end:]}"
