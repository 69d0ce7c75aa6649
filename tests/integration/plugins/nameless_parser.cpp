// A library that lacks what a plugin has to export.

extern "C" int hookworthy_parser_parse(void*, const char*, unsigned long) {
  return 0;
}
