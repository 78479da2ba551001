#include "server/api/body_file.hpp"

namespace provost::api {

http::SpooledBody whole_body(const http::Request& request) {
  if (request.spool) return *request.spool;
  http::SpoolWriter writer(request.spool_folder);
  writer.write(request.body);
  return writer.finish();
}

}  // namespace provost::api
