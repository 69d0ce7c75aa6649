# Writes the INPUTS (a list of JSON Schemas) as the table that report::schemas() returns; a schema's
# name is its file's. A string literal would hit compilers' length limits.
set(arrays "")
set(rows "")
set(number 0)
string(REPEAT "[0-9a-f]" 32 row)
foreach(input ${INPUTS})
  file(READ ${input} hex HEX)
  string(REGEX REPLACE "(${row})" "\\1\n" lines "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${lines}")
  get_filename_component(name ${input} NAME_WE)
  string(APPEND arrays "constexpr unsigned char document_${number}[] = {\n${bytes}};\n")
  string(APPEND rows "      {\"${name}\", text(document_${number})},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"verifier/report/schema.hpp\"

#include <array>
#include <cstddef>

namespace hookworthy::report {
namespace {

${arrays}
template <std::size_t N>
std::string_view text(const unsigned char (&bytes)[N]) {
  return {reinterpret_cast<const char*>(bytes), N};
}

}  // namespace

std::span<const Schema> schemas() {
  static const std::array<Schema, ${number}> table = {{
${rows}  }};
  return table;
}
}  // namespace hookworthy::report
")
