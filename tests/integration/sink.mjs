// A web server that takes messages as chat and other software do, notes each, and can fail in every way on request.
import { createServer } from 'node:http';

export class Sink {
  received = [];
  // What becomes of a request: 'ok', 'refuse' (500), 'drop' (nothing read), 'vanish' (taken, then no answer), 'cut' (half an answer), 'busy' (429), or a function of the response.
  behaviour = () => 'ok';
  answer = 'ok';

  async start() {
    this.server = createServer((request, response) => this.#take(request, response));
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.port = this.server.address().port;
    this.host = `127.0.0.1:${this.port}`;
    return this;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #take(request, response) {
    const what = this.behaviour(request);
    if (what === 'drop') return request.socket.destroy();
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('error', () => {});
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      if (what === 'refuse') return response.writeHead(500).end('rollup_error');
      if (what === 'busy') return response.writeHead(429, { 'Retry-After': '1' }).end('rate_limited');
      this.received.push({ path: request.url, headers: request.headers, body, key: request.headers['idempotency-key'] });
      if (what === 'vanish') return request.socket.destroy();
      if (what === 'cut') {
        request.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok');
        return request.socket.destroy();
      }
      if (typeof what === 'function') return what(response);
      return response.end(this.answer);
    });
  }

  // Waits until a test of what was received holds.
  async until(holds, patience = 20_000) {
    const end = Date.now() + patience;
    while (!holds(this.received)) {
      if (Date.now() > end) throw new Error(`not received in time; ${this.received.length} so far`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}
