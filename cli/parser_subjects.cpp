#include "cli/parser_subjects.hpp"

#include "verifier/contract/fast_parser.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hookworthy::cli {
namespace {

/// A loaded library with what it exports, and its state.
class Plugin {
 public:
  // As in bench/hookworthy_parser_plugin.h.
  using Name = const char* (*)();
  using Parse = int (*)(void*, const char*, std::size_t);
  using Create = void* (*)();
  using Destroy = void (*)(void*);

  explicit Plugin(void* library)
      : library_(library),
        name(find<Name>("hookworthy_parser_name")),
        parse(find<Parse>("hookworthy_parser_parse")) {}
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;
  ~Plugin() {
    const auto destroy = find<Destroy>("hookworthy_parser_destroy");
    if (created_ && destroy != nullptr) destroy(state_);
    dlclose(library_);
  }

  void create() {
    const auto make = find<Create>("hookworthy_parser_create");
    created_ = make != nullptr;
    if (created_) state_ = make();
  }
  void* state() const { return state_; }

 private:
  template <class Function>
  Function find(const char* symbol) const {
    return reinterpret_cast<Function>(dlsym(library_, symbol));
  }

  void* library_;
  void* state_ = nullptr;
  bool created_ = false;

 public:
  const Name name;
  const Parse parse;
};

}  // namespace

std::vector<ParserSubject> built_in_parsers(
    const std::shared_ptr<const contract::Contract>& contract) {
  const auto parser = std::make_shared<const contract::FastParser>(contract);
  std::vector<ParserSubject> list;
  list.push_back({"hookworthy", false, [parser](std::string_view body) {
                    contract::Extract extract;
                    return parser->parse(body, extract).valid;
                  }});
  list.push_back({"hookworthy validator", false, [parser](std::string_view body) {
                    return parser->validator().judge(body).valid;
                  }});
  list.push_back({std::string(reference_parser), false,
                  [](std::string_view body) { return nlohmann::json::accept(body); }});
  return list;
}

Result<ParserSubject> load_parser_plugin(const std::string& path) {
  // Without a slash the system's own directories would be searched.
  const std::string file = path.find('/') == path.npos ? "./" + path : path;
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const why = dlerror();
    return Error{fmt::format("cannot load the plugin: {}", why == nullptr ? file : why)};
  }
  const auto plugin = std::make_shared<Plugin>(library);
  if (plugin->name == nullptr || plugin->parse == nullptr) {
    return Error{fmt::format(
        "{}: exports no {} (see hookworthy_parser_plugin.h)", path,
        plugin->name == nullptr ? "hookworthy_parser_name" : "hookworthy_parser_parse")};
  }
  plugin->create();
  const char* const name = plugin->name();
  return ParserSubject{name == nullptr ? path : name, true, [plugin](std::string_view body) {
                         return plugin->parse(plugin->state(), body.data(), body.size()) != 0;
                       }};
}

}  // namespace hookworthy::cli
