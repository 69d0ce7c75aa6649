#include "cli/file_digest.hpp"

#include "cli/options.hpp"

#include <array>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace hookworthy::cli {

std::string file_sha256(const std::string& path) {
  auto file = open_file(path);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  if (!file || !context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return "";
  std::vector<char> block(std::size_t{1} << 16);
  while (file->read(block.data(), static_cast<std::streamsize>(block.size())) ||
         file->gcount() > 0) {
    const auto length = static_cast<std::size_t>(file->gcount());
    if (EVP_DigestUpdate(context.get(), block.data(), length) != 1) return "";
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (file->bad() || EVP_DigestFinal_ex(context.get(), digest.data(), &size) != 1) return "";
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace hookworthy::cli
