// Whole certifications of every defect, as a user runs them: all phases, the default budget, a
// probe.

#include "tests/integration/receivers/defect_table.hpp"

#include <gtest/gtest.h>

namespace hookworthy::test {
namespace {

class WholeCertification : public testing::TestWithParam<receiver::Defect> {};

TEST_P(WholeCertification, BlamesTheDefectsClauseAndNoUnrelatedOne) {
  const receiver::Defect& defect = GetParam();
  const ReceiveCommand receiver(receiving(defect));
  Arguments arguments = certifying(defect, receiver);
  arguments.insert(arguments.end(), {"--probe", probe_of(receiver)});
  expect_found(defect, hookworthy(arguments));
}

INSTANTIATE_TEST_SUITE_P(Receivers, WholeCertification, testing::ValuesIn(receiver::defects()),
                         [](const auto& test) { return with_underscores(test.param.name); });

}  // namespace
}  // namespace hookworthy::test
