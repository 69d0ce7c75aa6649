#pragma once

#include "verifier/record/delivery.hpp"

#include <boost/system/error_code.hpp>

namespace hookworthy::send {

/// What an error of a socket, of OpenSSL or of the HTTP parser is called in a record. Never `none`
/// for an error.
record::Cause cause_of(const boost::system::error_code& error);

}  // namespace hookworthy::send
