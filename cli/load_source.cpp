#include "cli/load_source.hpp"

#include "generator/plan/sources.hpp"

#include <utility>

namespace hookworthy::cli {

void add_source_options(CLI::App& command, SourceOptions& options) {
  auto* const mix =
      command
          .add_option("--mix", options.mix,
                      "shares of valid, canonical, edge, violation and chain callbacks (default: "
                      "valid=1, random valid ones)")
          ->type_name("KIND=SHARE,...");
  auto* const input =
      command
          .add_option("--input", options.input,
                      "send the callbacks of this file, one JSON text per line, plain or as "
                      "generate --labels prints them")
          ->type_name("FILE")
          ->excludes(mix);
  command.add_flag("--loop", options.loop, "begin the file again when it has ended")->needs(input);
  command
      .add_flag("--reorder", options.reorder,
                "do not keep the order of a booking's callbacks (chain in --mix)")
      ->excludes(input);
}

Result<LoadSource> LoadSource::make(const SourceOptions& options, const ContractOptions& of,
                                    const plan::Plan& plan,
                                    std::shared_ptr<const contract::Contract> contract) {
  using Made = Result<LoadSource>;
  LoadSource source;
  source.loop_ = options.loop;
  source.reorder_ = options.reorder;
  if (!options.input.empty()) {
    if (options.input == "-") {
      return Error{"--input -: a load reads its file more than once; write it to a file first"};
    }
    if (!of.types.empty()) return Error{"--input: sends the whole file; leave --type out"};
    auto input = plan::Input::open(options.input, std::move(contract));
    if (!input) return Error{"--input " + input.error().message};
    source.input_.emplace(std::move(*input));
    return Made(boost::system::in_place_value, std::move(source));
  }
  const auto weights = plan::parse_mix(options.mix.empty() ? "valid=1" : options.mix);
  if (!weights) return Error{"--mix: " + weights.error().message};
  auto mix = plan::Mix::make(plan, *weights, of.types);
  if (!mix) return mix.error();
  source.mix_.emplace(std::move(*mix));
  return Made(boost::system::in_place_value, std::move(source));
}

std::uint64_t LoadSource::positions() const {
  return input_ && !loop_ ? input_->count() : ~std::uint64_t{0};
}

std::unique_ptr<plan::Source> LoadSource::make_source() const {
  if (input_) return std::make_unique<plan::InputSource>(*input_, loop_);
  return std::make_unique<plan::MixSource>(*mix_);
}

}  // namespace hookworthy::cli
