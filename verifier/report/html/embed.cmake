# Writes the INPUTS (a list), one after the other, as the bytes that the function NAME of assets.hpp
# returns. A string literal would hit compilers' length limits.
set(hex "")
foreach(input ${INPUTS})
  file(READ ${input} part HEX)
  string(APPEND hex "${part}")
endforeach()
string(REPEAT "[0-9a-f]" 32 row)
string(REGEX REPLACE "(${row})" "\\1\n" lines "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${lines}")
file(WRITE ${OUTPUT} "#include \"verifier/report/html/assets.hpp\"

namespace {
constexpr unsigned char document[] = {
${bytes}};
}

namespace hookworthy::report::html {
std::string_view ${NAME}() {
  return {reinterpret_cast<const char*>(document), sizeof document};
}
}  // namespace hookworthy::report::html
")
