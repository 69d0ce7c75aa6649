#include "verifier/check/clause.hpp"

#include "verifier/assert.hpp"
#include "verifier/case.hpp"

namespace hookworthy::check {
namespace {

constexpr std::array<Clause, clause_count> catalogue{{
    {ClauseId::accepts_canonical, "accepts-canonical",
     "Accepts the canonical callback of every type", Level::must, Level::must,
     "A provider gives up on a callback that is refused, or repeats it for hours. Whoever cannot "
     "take "
     "the typical one loses every event of that type."},
    {ClauseId::accepts_edges, "accepts-edges", "Accepts every callback that the contract allows",
     Level::must, Level::must,
     "Empty strings, nulls, far dates, large ids and unknown members are rare, not wrong: the "
     "provider "
     "sends them one day, and an event that is refused is lost."},
    {ClauseId::never_5xx_or_drop, "never-5xx-or-drop",
     "Never answers 5xx or drops the connection, whatever it is sent", Level::must, Level::must,
     "A crash or an unhandled error on unexpected input is a bug at least and a way in at worst; "
     "providers take it for an outage and pause or disable the webhook."},
    {ClauseId::answers_in_time, "answers-in-time", "Answers every callback within the timeout",
     Level::must, Level::must,
     "A provider that hears nothing delivers again, so a slow receiver gets more work and every "
     "event twice."},
    {ClauseId::rejects_violations, "rejects-violations",
     "Refuses callbacks that break the contract", Level::should, Level::must,
     "What is accepted unseen ends up in a database. A 4xx tells the sender, and the log, that "
     "something is wrong while it can still be mended."},
    {ClauseId::accepts_after_bad, "accepts-after-bad",
     "Still accepts a canonical callback after a bad one", Level::must, Level::must,
     "One bad message must not take others with it: a connection, worker or queue that is stuck "
     "behind it loses events that nothing was wrong with."},
    {ClauseId::survives_protocol_faults, "survives-protocol-faults",
     "Accepts a canonical callback on a new connection after every protocol fault", Level::must,
     Level::must,
     "Whoever can reach the port can send garbage; one bad client must not take the callbacks of "
     "the others."},
    {ClauseId::accepts_valid_http, "accepts-valid-http",
     "Accepts a callback in every valid HTTP form: chunked, 100-continue, pipelined ...",
     Level::must, Level::must,
     "Providers change client libraries and put proxies in front, and RFC 9112 lets them frame a "
     "request in many ways."},
    {ClauseId::rejects_malformed_json, "rejects-malformed-json",
     "Refuses with 4xx a body that is not JSON", Level::should, Level::must,
     "A callback that was cut or mangled on its way and is taken as good is lost for ever; a "
     "refusal makes the provider deliver it again."},
    {ClauseId::rejects_bad_requests, "rejects-bad-requests",
     "Refuses a wrong method or media type and broken HTTP framing", Level::should, Level::must,
     "Form posts, the GETs of link previewers and smuggled requests must not become events."},
    {ClauseId::limits_body_size, "limits-body-size",
     "Refuses a body larger than any sane limit instead of taking it in", Level::should,
     Level::must, "Without a limit one request fills the memory of the receiver."},
    {ClauseId::accepts_good_signature, "accepts-good-signature",
     "Accepts every callback that is signed rightly, also during key rotation and repeated",
     Level::must, Level::must,
     "A provider that rotates its key signs with both, and delivers again with a new timestamp; "
     "whoever refuses that loses every event meanwhile."},
    {ClauseId::verifies_signature, "verifies-signature",
     "Refuses with 4xx a callback whose signature is missing, wrong or for other bytes",
     Level::must, Level::must,
     "The URL of a receiver is no secret; the signature is all that tells the provider from "
     "anybody else."},
    {ClauseId::checks_timestamp, "checks-timestamp",
     "Refuses a good signature with a timestamp far outside the tolerance, accepts one inside",
     Level::must, Level::must,
     "Without it a callback that somebody has recorded can be played again for ever."},
    {ClauseId::accepts_sequences, "accepts-sequences",
     "Accepts every valid sequence of callbacks that is delivered in order", Level::must,
     Level::must,
     "A booking lives on: it is taken, changed, rescheduled again and again, also after it was "
     "cancelled. Whoever knows only some of these lives loses the others."},
    {ClauseId::handles_sequences, "handles-sequences",
     "Never answers 5xx, drops or hangs on a sequence, however it is delivered", Level::must,
     Level::must,
     "Providers repeat, overtake and send at once; an error that only a certain order provokes is "
     "found in production or here."},
    {ClauseId::duplicate_answered_alike, "duplicate-answered-alike",
     "Answers a duplicate with the original's class of status", Level::must, Level::must,
     "Delivery is at least once: after a lost answer the provider sends again. A duplicate that is "
     "refused looks like a failure, is sent for hours, and may disable the webhook."},
    {ClauseId::accepts_out_of_order, "accepts-out-of-order",
     "Does not refuse an early or late callback for good", Level::should, Level::should,
     "Callbacks overtake each other on the way and in retry queues. One that is refused for good "
     "because another is still missing is lost."},
    {ClauseId::keeps_state, "keeps-state",
     "Knows every entity in its right state after an ordered delivery", Level::must, Level::must,
     "An answer of 200 is a promise. What counts is what the receiver knows afterwards."},
    {ClauseId::converges, "converges",
     "Ends in the same state whether callbacks came once in order, or repeated and reordered",
     Level::must, Level::must,
     "Nobody can make a network deliver once and in order. A receiver that ends elsewhere for it "
     "has bookings that are doubled, resurrected or lost."},
    {ClauseId::scales_with_chains, "scales-with-chains",
     "Takes the last links of a long chain about as fast as the first", Level::should, Level::must,
     "A booking that is rescheduled weekly has a long history. Work that grows with its square "
     "turns one such booking into a timeout, and timeouts into retries."},
    {ClauseId::conservation, "conservation", "Every planned delivery has exactly one outcome",
     Level::must, Level::must,
     "The harness's own books: figures that do not add up prove nothing about a receiver."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < catalogue.size(); ++i) {
    if (catalogue[i].id != static_cast<ClauseId>(i)) return false;
  }
  return true;
}
static_assert(in_order());

constexpr std::array<std::string_view, 2> level_names{"MUST", "SHOULD"};
constexpr std::array<std::string_view, 2> profile_names{"standard", "strict"};

}  // namespace

std::span<const Clause> clauses() {
  return catalogue;
}

const Clause& clause(ClauseId id) {
  HOOKWORTHY_ASSERT(static_cast<std::size_t>(id) < catalogue.size());
  return catalogue[static_cast<std::size_t>(id)];
}

std::optional<ClauseId> parse_clause(std::string_view name) {
  for (const auto& known : catalogue) {
    if (known.name == name) return known.id;
  }
  return std::nullopt;
}

Level level_of(ClauseId id, Profile profile) {
  const Clause& found = clause(id);
  return profile == Profile::strict ? found.strict_level : found.level;
}

std::string_view to_string(Level level) {
  return level_names[static_cast<std::size_t>(level)];
}

std::string_view to_string(Profile profile) {
  return profile_names[static_cast<std::size_t>(profile)];
}

std::optional<Profile> parse_profile(std::string_view text) {
  return detail::parse_name<Profile>(profile_names, text);
}

}  // namespace hookworthy::check
