#include "cli/help_topics.hpp"

#include <algorithm>
#include <array>

namespace hookworthy::cli {
namespace {

constexpr std::string_view getting_started =
    R"(See it work first: a reference receiver is started, certified and loaded.

  hookworthy demo

Then start your own receiver and find out which clauses it keeps. The report,
the certificate and a record of all deliveries go into a directory.

  hookworthy certify http://127.0.0.1:8080/hooks --out certificate

No receiver at hand? Run the reference one, if you like with a bug.

  hookworthy receive --port 8080
  hookworthy receive --port 8080 --defect rejects-null-comment

Send the cases that broke a clause again until all are FIXED.

  hookworthy replay certificate/record.ndjson --failed

Last, see how it does under load, and where its limit is.

  hookworthy fire http://127.0.0.1:8080/hooks -R 500 -d 10s
  hookworthy capacity http://127.0.0.1:8080/hooks --slo 'response_time: p(99)<50ms'
)";

constexpr std::string_view rates =
    R"(The load is open: callbacks leave on schedule, whatever the receiver does. A
provider does not wait either. Latency (response_time) counts from the instant
at which a callback should have been sent. So when the receiver stalls, every
callback that the stall delays shows it. A tool that waits for an answer before
it sends again leaves just those out; that is called coordinated omission.

  hookworthy fire http://127.0.0.1:8080/hooks -R 2000 -d 30s

service_time counts from the actual sending, send_lag is the difference. When
the harness itself could not hold the rate, the run is inconclusive (exit code
3): use more connections (-c) or threads (-t), or a lower rate.

A rate is 2000 or 0.5 a second, 90/m a minute, or max: as fast as connections
get free, which is no open load and only tells the throughput.

Ramps go in a straight line to a rate within a time; 0s jumps.

  hookworthy fire http://127.0.0.1:8080/hooks -s 30s:500 -s 1m:500 -s 10s:0

Bursts, and independent arrivals as real traffic has them:

  hookworthy fire http://127.0.0.1:8080/hooks --burst 100@1s -d 30s
  hookworthy fire http://127.0.0.1:8080/hooks -R 500 --arrival poisson

Callbacks are random valid ones unless --mix says otherwise; --warm-up is left
out of the figures.

  hookworthy fire http://127.0.0.1:8080/hooks -R 500 --mix valid=0.9,edge=0.1 --warm-up 5s
)";

constexpr std::string_view thresholds =
    R"(A threshold is a gate for CI: METRIC: AGGREGATE OPERATOR LIMIT, in the grammar
of k6. A broken one makes the exit code 1.

  response_time, service_time, send_lag   avg min max med p(N), with a duration
                                          such as 50ms (a bare number: ms);
                                          count
  accepted, rejected, failures, timeouts  rate (a share from 0 to 1); count
  throughput                              rate (answers a second)

Operators are < <= > >= == and !=. Durations are in ns, us, ms, s or m.

  hookworthy fire http://127.0.0.1:8080/hooks -R 500 --threshold 'response_time: p(99)<50ms'
  hookworthy fire http://127.0.0.1:8080/hooks -R 500 --threshold 'failures: rate<0.001'

One callback type alone:

  hookworthy fire http://127.0.0.1:8080/hooks --threshold 'response_time{type:new}: avg<20ms'

--abort-on-fail ends the run as soon as one is broken. A record is judged by
other gates without sending anything:

  hookworthy report certificate/record.ndjson --threshold 'service_time: max<1s'

capacity takes the same expressions as --slo. compare has its own gates, on how
much a later run may be worse:

  hookworthy compare yesterday today --max-regression 'response_time: p(99) 10%'
)";

constexpr std::string_view clauses =
    R"(A clause is one named requirement of a receiver. A broken MUST makes the
receiver unworthy (exit code 1), a broken SHOULD is only reported; the strict
profile raises some SHOULDs. A clause is kept, violated, inconclusive (the
harness could not tell) or not tested (nothing was sent that would tell).

  hookworthy certify --list-clauses
  hookworthy certify http://127.0.0.1:8080/hooks --profile strict

Judge by some clauses only, or by all but some:

  hookworthy certify http://127.0.0.1:8080/hooks --clauses accepts-edges,answers-in-time
  hookworthy certify http://127.0.0.1:8080/hooks --exclude-clauses limits-body-size

Send only what some phases send, and take less time:

  hookworthy certify http://127.0.0.1:8080/hooks --phases coverage,protocol --budget 20s

Each violation comes with the request, the answer, and lines to send it again.
A bug of the reference receiver proves of a clause that it can object:

  hookworthy receive --list-defects
)";

constexpr std::string_view sequences =
    R"(A booking lives on: it is taken, changed, rescheduled, cancelled. The sequence
phase sends such lives in order, repeated, reordered, retried and at once.

  hookworthy certify http://127.0.0.1:8080/hooks --phases sequence

An answer of 200 says little of what the receiver knows afterwards. With a
probe, certify looks every booking up and compares its state with the
contract's lifecycle; without it keeps-state and converges are not tested.

  hookworthy certify http://127.0.0.1:8080/hooks --probe 'http://127.0.0.1:8080/bookings/{id}'

A failing sequence is shrunk and shown as EVENTS / SENDINGS. Each event names
its callback type and its booking; each sending an event by its number, with |
between those that go at one instant. This one has two events of booking 1; the
second is sent first, then the first twice at once:

  hookworthy replay --sequence 'new:1 cancelled:1 / 2 1|1' http://127.0.0.1:8080/hooks

Chains of reschedules can be looked at without sending them:

  hookworthy generate --kind chain --count 6
)";

constexpr std::string_view contract =
    R"(What the provider sends, and what a receiver promises to answer, is data: an
OpenAPI 3.1 document in JSON whose `webhooks` are the callback types. One for
booking callbacks is built in; --contract takes another, with every command.

  hookworthy contract show
  hookworthy contract show --format json > mine.json
  hookworthy contract check mine.json
  hookworthy certify http://127.0.0.1:8080/hooks --contract mine.json

What OpenAPI cannot say stands under `x-hookworthy`: how types are told apart,
rules across fields, lookalikes of values, the lifecycle, the timeout. A wrong
key there is an error with its JSON pointer.

See what is made of a contract, and judge callbacks of your own by it:

  hookworthy generate --kind edge --type cancelled --labels
  hookworthy generate --kind violation --contract mine.json
  hookworthy validate callbacks.ndjson

Callback i depends on the contract, --seed and i alone: never on time, threads
or the callbacks before it.
)";

constexpr std::string_view receivers =
    R"(Any HTTP server that takes callbacks by POST (or what the contract says) can be
tested. It should run with its usual settings and a database of its own: it is
sent thousands of callbacks, many of them hostile. A target that is not this
machine's loopback therefore has to be named.

  hookworthy certify https://staging.internal/hooks --allow-host staging.internal

A receiver that remembers ids calls those of an earlier run duplicates; give
each run a seed of its own.

  hookworthy certify http://127.0.0.1:8080/hooks --seed 2

Headers, signatures and endpoints:

  hookworthy certify http://127.0.0.1:8080/hooks -H 'Authorization: Bearer abc'
  hookworthy certify http://127.0.0.1:8080/hooks --secret whsec_aG9va3dvcnRoeS1rZXk=
  hookworthy certify http://127.0.0.1:8080/hooks --hmac-header X-Signature --hmac-secret key
  hookworthy fire http://127.0.0.1:8080/hooks --url-for renewal=http://127.0.0.1:8081/renewal

Ways to reach it: through a Unix socket, by another address, over TLS with
certificates of your own.

  hookworthy fire http://localhost/hooks --unix-socket receiver.sock
  hookworthy fire https://localhost:8443/hooks --cacert ca.pem --cert me.pem --key me.key

What to compare with: the reference receiver. It answers by the contract and
tells what it knows of a booking at GET /bookings/{id}.

  hookworthy receive --port 8080
)";

constexpr std::string_view ci =
    R"(A job starts the receiver, certifies it, and gates its latency; exit codes do
the rest (see exit-codes). With any --format but text, stdout is one document
and nothing else; people's text goes to stderr.

  hookworthy certify http://127.0.0.1:8080/hooks --out certificate --format junit > junit.xml
  hookworthy fire http://127.0.0.1:8080/hooks --out load --threshold 'response_time: p(99)<50ms'

From the record, what a job shows: a summary in Markdown, annotations on
GitHub, a page to keep as an artefact.

  hookworthy report certificate/record.ndjson --format markdown > summary.md
  hookworthy report certificate/record.ndjson --format github
  hookworthy report certificate/record.ndjson --format html > report.html

A run that is slower than the one before it:

  hookworthy compare before/load load --max-regression 'response_time: p(99) 10%'
  hookworthy compare before/load load --format html > comparison.html

Keep --seed as it is and the same callbacks are sent each time. Shards of one
run are judged together:

  hookworthy report shard-1.ndjson shard-2.ndjson --format json
)";

constexpr std::string_view exit_codes =
    R"(  0    kept: all that was required holds
  1    violated: a clause, a threshold or a gate is broken
  2    usage or contract error
  3    inconclusive: receiver not reachable, rate not held, nothing measured
  105  interrupted; the report was still written

A second Ctrl-C ends at once. validate and bench parse use 1 for callbacks that
are not valid and for a parser that is slower than its baseline allows.

Inconclusive is no verdict on the receiver: the harness judges itself first. In
CI, treat 3 as a broken job, not as a broken receiver.
)";

constexpr std::string_view files =
    R"(--out DIR writes into DIR:

  certificate.json     of certify: the summary with all verdicts
  summary.json         of a load: the same kind of document
  report.html          the report as one page that opens offline
  report.txt           the report as text
  record.ndjson        every delivery, one JSON object per line, header first
  response_time.hlog   of a load: HdrHistogram's log, one interval per second
  *.hgrm               of a load: response_time, service_time and send_lag by
                       percentile, for HdrHistogram's plotters

A record can be judged, rendered, compared and sent again:

  hookworthy report certificate/record.ndjson
  hookworthy replay certificate/record.ndjson --case edge-18
  hookworthy compare yesterday today

--record writes the record alone; generate and fire --input speak NDJSON, too:

  hookworthy fire http://127.0.0.1:8080/hooks -R 500 --record load.ndjson
  hookworthy generate --kind random --count 1000 > callbacks.ndjson
  hookworthy fire http://127.0.0.1:8080/hooks --input callbacks.ndjson --loop
)";

constexpr auto all = std::to_array<Topic>({
    {"getting-started", "From nothing to a certificate", getting_started},
    {"receivers", "Testing a receiver of your own", receivers},
    {"clauses", "What is required of a receiver, and how it is judged", clauses},
    {"sequences", "Callbacks that belong together, and the state after them", sequences},
    {"contract", "What the provider sends, as data", contract},
    {"rates", "Open load, arrivals, and coordinated omission", rates},
    {"thresholds", "Gates on latency and outcomes", thresholds},
    {"ci", "In a pipeline", ci},
    {"exit-codes", "What the program tells the shell", exit_codes},
    {"files", "What is written, and what can be done with it", files},
});

}  // namespace

std::span<const Topic> topics() {
  return all;
}

const Topic* find_topic(std::string_view name) {
  const auto* const found = std::ranges::find(all, name, &Topic::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace hookworthy::cli
