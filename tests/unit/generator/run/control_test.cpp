#include "generator/run/control.hpp"

#include "generator/run/load.hpp"
#include "generator/run/outcome.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace hookworthy::run {
namespace {

TEST(Control, TheSecondRequestStopsAtOnce) {
  Control control;
  EXPECT_EQ(control.stop(), Control::Stop::no);
  control.request_stop();
  EXPECT_EQ(control.stop(), Control::Stop::in_order);
  control.request_stop();
  EXPECT_EQ(control.stop(), Control::Stop::at_once);
  control.request_stop();
  EXPECT_EQ(control.stop(), Control::Stop::at_once);
}

TEST(Control, ASnapshotAddsTheWorkersUp) {
  Control control;
  control.set_planned(10);
  for (int i = 0; i < 3; ++i) WorkerProgress::increment(control.worker(0).sent);
  for (int i = 0; i < 4; ++i) WorkerProgress::increment(control.worker(7).sent);
  WorkerProgress::increment(control.worker(7).done);
  WorkerProgress::increment(control.worker(7).failed);
  const Snapshot snapshot = control.snapshot();
  EXPECT_EQ(snapshot.planned, 10u);
  EXPECT_EQ(snapshot.sent, 7u);
  EXPECT_EQ(snapshot.done, 1u);
  EXPECT_EQ(snapshot.failed, 1u);
  EXPECT_EQ(snapshot.in_flight(), 6u);
}

TEST(Counts, AreConservedWhenEveryDeliveryHasOneOutcome) {
  Counts counts;
  for (const auto outcome :
       {record::Outcome::response, record::Outcome::transport_error, record::Outcome::timed_out,
        record::Outcome::unsent, record::Outcome::unfinished}) {
    counts.add(outcome);
  }
  EXPECT_FALSE(counts.conserved());
  counts.planned = 5;
  EXPECT_TRUE(counts.conserved());
  Counts twice = counts;
  twice.add(counts);
  EXPECT_EQ(twice.planned, 10u);
  EXPECT_TRUE(twice.conserved());
  twice.add(record::Outcome::response);
  EXPECT_FALSE(twice.conserved());
}

TEST(Descriptors, ALackIsSaidWithWhatHelps) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_TRUE(ensure_descriptors(8));
  rlimit raised{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &raised), 0);
  EXPECT_EQ(raised.rlim_cur, raised.rlim_max);
  if (raised.rlim_max == RLIM_INFINITY) GTEST_SKIP() << "there is no limit here";
  const auto refused = ensure_descriptors(raised.rlim_max);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("ulimit -n"), std::string::npos);
}

}  // namespace
}  // namespace hookworthy::run
