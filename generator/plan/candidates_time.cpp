#include "generator/plan/candidates.hpp"
#include "verifier/contract/validator.hpp"

#include <array>
#include <span>

namespace hookworthy::plan {
namespace {

using contract::Format;

struct TimeRow {
  std::string_view label, text;
};

constexpr auto date_time_edges = std::to_array<TimeRow>({
    {"zulu", "2025-06-01T12:30:00Z"},
    {"offset-plus-00", "2025-06-01T12:30:00+00:00"},
    {"offset-minus-00", "2025-06-01T12:30:00-00:00"},  // RFC 3339 4.3: local offset unknown
    {"offset-plus-14", "2025-06-01T12:30:00+14:00"},
    {"offset-minus-12", "2025-06-01T12:30:00-12:00"},
    {"offset-half-hour", "2025-06-01T12:30:00+05:30"},
    {"offset-quarter-hour", "2025-06-01T12:30:00+12:45"},
    {"fraction-1", "2025-06-01T12:30:00.5Z"},
    {"fraction-2", "2025-06-01T12:30:00.25Z"},
    {"fraction-3", "2025-06-01T12:30:00.123Z"},
    {"fraction-4", "2025-06-01T12:30:00.1234Z"},
    {"fraction-5", "2025-06-01T12:30:00.12345Z"},
    {"fraction-6", "2025-06-01T12:30:00.123456Z"},
    {"fraction-7", "2025-06-01T12:30:00.1234567Z"},
    {"fraction-8", "2025-06-01T12:30:00.12345678Z"},
    {"fraction-9", "2025-06-01T12:30:00.123456789Z"},
    {"leap-day", "2024-02-29T23:59:59Z"},
    {"leap-day-2000", "2000-02-29T00:00:00Z"},
    {"end-of-year", "2025-12-31T23:59:59.999Z"},
    {"dst-gap", "2025-03-30T02:30:00+01:00"},  // Europe: clocks go from 02:00 to 03:00
    {"dst-gap-american", "2025-03-09T02:30:00-05:00"},
    {"dst-overlap-first", "2025-10-26T02:30:00+02:00"},  // 02:30 comes twice
    {"dst-overlap-second", "2025-10-26T02:30:00+01:00"},
    {"1970", "1970-01-01T00:00:00Z"},
    {"before-1970", "1969-12-31T23:59:59Z"},
    {"1900", "1900-01-01T00:00:00Z"},
    {"2038", "2038-01-19T03:14:08Z"},  // 2^31 seconds since 1970
    {"9999", "9999-12-31T23:59:59Z"},
});

constexpr auto date_time_either = std::to_array<TimeRow>({
    {"leap-second", "2016-12-31T23:59:60Z"},
    {"lower-case-t", "2025-06-01t12:30:00Z"},
    {"lower-case-z", "2025-06-01T12:30:00z"},
});

constexpr auto date_time_violations = std::to_array<TimeRow>({
    {"format:empty", ""},
    {"format:words", "tomorrow"},
    {"format:no-offset", "2025-06-01T12:30:00"},
    {"format:date-only", "2025-06-01"},
    {"format:space", "2025-06-01 12:30:00"},
    {"format:month-13", "2025-13-01T12:30:00Z"},
    {"format:february-30", "2025-02-30T12:30:00Z"},
    {"format:february-29-no-leap-year", "2025-02-29T12:30:00Z"},
    {"format:hour-25", "2025-06-01T25:30:00Z"},
    {"format:minute-60", "2025-06-01T12:60:00Z"},
    {"format:offset-25", "2025-06-01T12:30:00+25:00"},
    {"format:offset-no-colon", "2025-06-01T12:30:00+0100"},
    {"format:unix-time", "1748781000"},
    {"format:two-digit-year", "25-06-01T12:30:00Z"},
    {"format:comma-fraction", "2025-06-01T12:30:00,5Z"},
});

constexpr auto date_edges = std::to_array<TimeRow>({{"leap-day", "2024-02-29"},
                                                    {"1970", "1970-01-01"},
                                                    {"before-1970", "1969-12-31"},
                                                    {"9999", "9999-12-31"}});
constexpr auto date_violations =
    std::to_array<TimeRow>({{"format:empty", ""},
                            {"format:month-13", "2025-13-01"},
                            {"format:february-30", "2025-02-30"},
                            {"format:date-time", "2025-06-01T12:30:00Z"},
                            {"format:slashes", "2025/06/01"}});

constexpr auto time_edges = std::to_array<TimeRow>({{"midnight", "00:00:00Z"},
                                                    {"end-of-day", "23:59:59Z"},
                                                    {"fraction-3", "12:30:00.123Z"},
                                                    {"fraction-9", "12:30:00.123456789Z"},
                                                    {"offset-plus-14", "12:30:00+14:00"}});
constexpr auto time_violations = std::to_array<TimeRow>({{"format:empty", ""},
                                                         {"format:hour-25", "25:00:00Z"},
                                                         {"format:no-offset", "12:30:00"},
                                                         {"format:no-seconds", "12:30Z"}});

constexpr auto zone_violations = std::to_array<TimeRow>({{"format:empty", ""},
                                                         {"format:unknown", "Europe/Atlantis"},
                                                         {"format:offset", "+03:00"},
                                                         {"format:trailing-space", "Europe/Paris "},
                                                         {"format:upper-case", "EUROPE/PARIS"}});

void add(Candidates& out, std::span<const TimeRow> rows, Expect expect) {
  const bool random = expect == Expect::accept;
  for (const TimeRow& row : rows) {
    out.push_back({std::string(row.label), quote(row.text), expect, {}, false, random});
  }
}

}  // namespace

void add_time_edges(const FieldContext& field, Candidates& out) {
  if (field.shape.enumeration) return;
  switch (field.shape.format) {
    case Format::date_time:
      add(out, date_time_edges, Expect::accept);
      // Whether a reader has to know these is open, so what the validator thinks does not matter.
      for (const TimeRow& row : date_time_either) {
        out.push_back({std::string(row.label), quote(row.text), Expect::either,
                       quote("2025-06-01T12:30:00Z"), false, false});
      }
      return;
    case Format::date:
      return add(out, date_edges, Expect::accept);
    case Format::time:
      return add(out, time_edges, Expect::accept);
    case Format::iana_time_zone:
      for (const std::string_view zone : contract::iana_time_zones()) {
        out.push_back({"zone:" + std::string(zone), quote(zone)});
      }
      return;
    default:
      return;
  }
}

void add_time_violations(const FieldContext& field, Candidates& out) {
  if (field.shape.enumeration) return;
  switch (field.shape.format) {
    case Format::date_time:
      return add(out, date_time_violations, Expect::reject);
    case Format::date:
      return add(out, date_violations, Expect::reject);
    case Format::time:
      return add(out, time_violations, Expect::reject);
    case Format::iana_time_zone:
      return add(out, zone_violations, Expect::reject);
    default:
      return;
  }
}

}  // namespace hookworthy::plan
