// A receiver with bugs, whose answers try to become markup in reports.

import http from 'node:http';

export const hostile = '</script><img src=x onerror="window.pwned=1"><script>window.pwned=1' +
  '</script><!-- \u2028\u202e';

/** `delay_ms`: before each answer. */
export async function startReceiver(delay_ms = 0) {
  let count = 0;
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('error', () => {});
    request.on('end', () => {
      count += 1;
      if (count % 97 === 0) {
        response.writeHead(200, {'Content-Length': 100});
        return response.write('cut short', () => response.destroy());
      }
      const bad = count % 23 === 0;
      response.writeHead(bad ? 500 : 200, {'Content-Type': 'text/html'});
      setTimeout(() => response.end(bad ? hostile : 'fine'), delay_ms);
      return undefined;
    });
  });
  server.on('clientError', (error, socket) => socket.destroy());
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return {
    port: server.address().port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
