#include "cli/options.hpp"

namespace hookworthy::cli {

void add_commands(CLI::App& root, Action& action) {
  add_demo(root, action);
  add_certify(root, action);
  add_fire(root, action);
  add_generate(root, action);
  add_validate(root, action);
  add_receive(root, action);
  add_replay(root, action);
  add_report(root, action);
  add_capacity(root, action);
  add_compare(root, action);
  add_contract(root, action);
  add_bench(root, action);
  add_help(root, action);
  add_completion(root, action);
}

}  // namespace hookworthy::cli
