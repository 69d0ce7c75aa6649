#include "bench/support/rapidcheck_peer.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <rapidcheck.h>

namespace hookworthy::bench {
namespace {

using nlohmann::json;
namespace gen = rc::gen;

using Text = rc::Gen<std::string>;
using Value = rc::Gen<json>;

Text one_of(std::vector<std::string> texts) {
  return gen::elementOf(std::move(texts));
}

template <class T>
Value value_of(rc::Gen<T> from) {
  return gen::map(std::move(from), [](T value) { return json(std::move(value)); });
}

template <class T>
Value maybe(rc::Gen<T> from) {
  return gen::map(gen::pair(gen::inRange(0, 4), std::move(from)), [](std::pair<int, T> made) {
    return made.first == 0 ? json() : json(std::move(made.second));
  });
}

rc::Gen<std::int64_t> number(std::int64_t end) {
  return gen::inRange<std::int64_t>(1, end);
}

Text sentence() {
  return one_of({"See you there", "Предпочитаю онлайн-встречу, спасибо.",
                 "会議室を予約してください。", "Is there parking near the entrance?",
                 "The door code is 4711#; ring twice.",
                 "Discussed goals; next step is a trial lesson."});
}

Text link(const std::string& head, const std::string& tail) {
  return gen::map(gen::inRange<std::uint32_t>(0, ~std::uint32_t{0}), [=](std::uint32_t token) {
    return fmt::format("https://{}/{:08x}{}", head, token, tail);
  });
}

// Earlier than what `later` makes, so that an order of the two need not be searched.
Text instant(int first_year, int last_year) {
  return gen::map(
      gen::tuple(gen::inRange(first_year, last_year), gen::inRange(1, 13), gen::inRange(1, 29),
                 gen::inRange(0, 24), gen::inRange(0, 60), gen::inRange(-11, 12)),
      [](const std::tuple<int, int, int, int, int, int>& made) {
        const auto& [year, month, day, hour, minute, offset] = made;
        return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:00{}{:02}:00", year, month, day, hour,
                           minute, offset < 0 ? '-' : '+', offset < 0 ? -offset : offset);
      });
}
Text earlier() {
  return instant(2020, 2026);
}
Text later() {
  return instant(2027, 2035);
}

/// An object of members that are made one after the other.
template <class... T>
Value object(std::pair<const char*, rc::Gen<T>>... members) {
  return gen::map(gen::tuple(std::move(members.second)...), [names = std::array{members.first...}](
                                                                std::tuple<T...> made) {
    json result = json::object();
    std::size_t i = 0;
    std::apply([&](auto&... value) { ((result[names[i++]] = std::move(value)), ...); }, made);
    return result;
  });
}
template <class T>
std::pair<const char*, rc::Gen<T>> member(const char* name, rc::Gen<T> value) {
  return {name, std::move(value)};
}

Value user() {
  return object(member("id", number(1'000'000)),
                member("avatar", maybe(link("static.cabinet.example/avatars", ".png"))),
                member("domain", maybe(one_of({"juniper", "grove-pine", "cedar-maple", "ember"}))),
                member("first_name", one_of({"Mikael", "Алёна", "Siobhán", "Γιώργος", "D'Arcy"})),
                member("full_name", one_of({"Mikael Mensah", "Алёна Müller", "Олексій Korhonen"})),
                member("phone", maybe(one_of({"+74958413736", "+81-3-4540452", "03686783"}))));
}

Value meeting() {
  return object(
      member("booked_by_worker", gen::map(gen::inRange(0, 2), [](int bit) { return bit == 1; })),
      member("client", user()),
      member("client_timezone", one_of({"Asia/Urumqi", "Etc/GMT+0", "Europe/Moscow"})),
      member("comment", maybe(sentence())), member("started_at", earlier()),
      member("processing_status", one_of({"new", "in_work", "processed"})),
      member("ended_at", later()),
      member("status", one_of({"scheduled", "cancelled", "finished"})));
}

Value booking() {
  const std::string meetings = "book.cabinet.example/meetings";
  return object(
      member("id", number(2'000'000'000)), member("booking", meeting()),
      member("cancel_url", link(meetings, "/cancel?by=owner")),
      member("cancel_url_client", link(meetings, "/cancel?by=client")),
      member("created_at", earlier()),
      member("custom_fields_values", object(member("goal", sentence()))),
      member("first_booking_at", maybe(earlier())),
      member("lesson",
             object(member("id", number(100'000)), member("description", maybe(sentence())),
                    member("price", gen::map(number(1'000'000),
                                             [](std::int64_t cents) {
                                               return static_cast<double>(cents) / 100;
                                             })),
                    member("title", one_of({"C++ code review", "数学辅导", "Yoga"})))),
      member("note", maybe(sentence())), member("old_booking_cancel_reason", maybe(sentence())),
      member("old_id", value_of(number(2'000'000'000))),
      member("report", object(member("description", sentence()),
                              member("result", one_of({"success", "fail"})))),
      member("reschedule_url", link(meetings, "/reschedule?by=owner")),
      member("reschedule_url_client", link(meetings, "/reschedule?by=client")),
      member("team", object(member("id", number(10'000)),
                            member("name", one_of({"Blue Door Yoga", "مركز النور"})))),
      member("updated_at", later()), member("venue", one_of({"zoom", "office", "phone"})),
      member("worker", user()), member("zoom_url", link("zoom.example/j", "?pwd=c2FtcGxl")));
}

// What the relations of its type ask for.
json callback(std::tuple<std::string, json, json, std::string> made) {
  auto& [type, booking, user, reason] = made;
  if (booking["venue"] != "zoom") booking["zoom_url"] = nullptr;
  if (type == "woker_removed") booking["worker"] = nullptr;
  if (type == "in_work") booking["booking"]["processing_status"] = "in_work";
  if (type == "cancelled") {
    booking["booking"]["status"] = "cancelled";
    booking["cancel_reason"] = std::move(reason);
    booking["cancelled_by"] = std::move(user);
  }
  json result = json::object();
  result["callback_type"] = std::move(type);
  result["booking"] = std::move(booking);
  return result;
}

}  // namespace

rc::Gen<json> rapidcheck_callbacks() {
  return gen::map(gen::tuple(one_of({"new", "cancelled", "woker_removed", "worker_assigned",
                                     "report", "custom_fields_or_note_changed", "in_work"}),
                             booking(), user(), sentence()),
                  callback);
}

}  // namespace hookworthy::bench
