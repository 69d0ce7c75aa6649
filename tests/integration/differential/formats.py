"""The formats that the contract vocabulary asserts, written from their standards with Python's own
means, independently of the program under test."""

import calendar
import datetime
import ipaddress
import re
import zoneinfo

DATE = r"(\d{4})-(\d{2})-(\d{2})"
TIME = r"(\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:[Zz]|([+-])(\d{2}):(\d{2}))"
DATE_TIME = re.compile(DATE + "[Tt]" + TIME, re.ASCII)
ONLY_DATE = re.compile(DATE, re.ASCII)
ONLY_TIME = re.compile(TIME, re.ASCII)
DAY_MINUTES = 24 * 60


def _date_ok(year, month, day):
    # Python has no year 0; the Gregorian calendar repeats every 400 years.
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year % 400 + 400, month)[1]


def _time(groups):
    """(minute of the day in UTC, second, nanoseconds), or None."""
    hour, minute, second = (int(text) for text in groups[:3])
    nanoseconds = int((groups[3] or ".0")[1:10].ljust(9, "0"))
    offset = 0
    if groups[4]:
        east, south = int(groups[5]), int(groups[6])
        if east > 23 or south > 59:
            return None
        offset = (east * 60 + south) * (1 if groups[4] == "+" else -1)
    if hour > 23 or minute > 59 or second > 60:
        return None
    utc = hour * 60 + minute - offset
    if second == 60 and utc % DAY_MINUTES != DAY_MINUTES - 1:
        return None
    return utc, second, nanoseconds


def instant(text):
    """(seconds since 1970 in UTC, nanoseconds) of an RFC 3339 date-time, or None."""
    match = DATE_TIME.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups()[:3])
    time = _time(match.groups()[3:])
    if not _date_ok(year, month, day) or time is None:
        return None
    minute, second, nanoseconds = time
    cycles, year_of_cycle = divmod(year, 400)
    days = datetime.date(year_of_cycle + 400, month, day).toordinal() + (cycles - 1) * 146097
    days -= datetime.date(1970, 1, 1).toordinal()
    if second == 60:
        utc_day = days + minute // DAY_MINUTES
        # Days of the 400-year cycle, as Python's dates end before ours.
        date = datetime.date.fromordinal((utc_day + 719163 - 1) % 146097 + 1)
        if (date.month, date.day) not in ((6, 30), (12, 31)):
            return None
    return days * 86400 + minute * 60 + second, nanoseconds


def is_date_time(text):
    return instant(text) is not None


def is_date(text):
    match = ONLY_DATE.fullmatch(text)
    return bool(match) and _date_ok(*(int(part) for part in match.groups()))


def is_time(text):
    match = ONLY_TIME.fullmatch(text)
    return bool(match) and _time(match.groups()) is not None


def is_ipv4(text):
    try:
        return text.isascii() and bool(ipaddress.IPv4Address(text))
    except ValueError:
        return False


def is_ipv6(text):
    try:
        return text.isascii() and "%" not in text and bool(ipaddress.IPv6Address(text))
    except ValueError:
        return False


# RFC 3986, appendix A.
PCT = "%[0-9A-Fa-f]{2}"
PLAIN = r"[A-Za-z0-9\-._~!$&'()*+,;=]"
PCHAR = f"(?:{PLAIN}|{PCT}|[:@])"
AUTHORITY = (
    rf"(?:(?:{PLAIN}|{PCT}|:)*@)?"
    rf"(?:\[(?P<literal>[^\[\]]*)\]|(?:{PLAIN}|{PCT})*)(?::[0-9]*)?"
)
TAIL = rf"(?:\?(?:{PCHAR}|[/?])*)?(?:\#(?:{PCHAR}|[/?])*)?"
HIERARCHY = rf"//{AUTHORITY}(?:/{PCHAR}*)*|/(?:{PCHAR}+(?:/{PCHAR}*)*)?"
ROOTLESS = rf"{PCHAR}+(?:/{PCHAR}*)*"
NO_SCHEME = rf"(?:{PLAIN}|{PCT}|@)+(?:/{PCHAR}*)*"
URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:{HIERARCHY}|{ROOTLESS}|){TAIL}", re.ASCII)
RELATIVE = re.compile(f"(?:{HIERARCHY}|{NO_SCHEME}|){TAIL}", re.ASCII)
FUTURE = re.compile(rf"[vV][0-9A-Fa-f]+\.(?:{PLAIN}|:)+", re.ASCII)


def _with_good_literal(match):
    if not match:
        return False
    literal = match.group("literal")
    return literal is None or is_ipv6(literal) or bool(FUTURE.fullmatch(literal))


def is_uri(text):
    return _with_good_literal(URI.fullmatch(text))


def is_uri_reference(text):
    return is_uri(text) or _with_good_literal(RELATIVE.fullmatch(text))


LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
HOSTNAME = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.ASCII)
UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+"
LOCAL_PART = re.compile(rf"{ATOM}(?:\.{ATOM})*", re.ASCII)


def is_hostname(text):
    return len(text) <= 253 and bool(HOSTNAME.fullmatch(text))


def is_uuid(text):
    return bool(UUID.fullmatch(text))


def is_email(text):
    local, at, domain = text.rpartition("@")
    if not at or len(text.encode()) > 254 or len(local) > 64 or not LOCAL_PART.fullmatch(local):
        return False
    if domain.startswith("[IPv6:") and domain.endswith("]"):
        return is_ipv6(domain[6:-1])
    if domain.startswith("[") and domain.endswith("]"):
        return is_ipv4(domain[1:-1])
    return is_hostname(domain)


# Factory says that a machine's zone is not set, localtime is a file of Debian.
ZONES = zoneinfo.available_timezones() - {"Factory", "localtime"}

CHECKS = {
    "date-time": is_date_time,
    "date": is_date,
    "time": is_time,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "email": is_email,
    "uuid": is_uuid,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "iana-time-zone": ZONES.__contains__,
}
