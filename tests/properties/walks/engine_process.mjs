// The real engine, asked over pipes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class EngineProcess {
  #child;
  #waiting = [];

  constructor(program) {
    this.#child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.#child.stdout, crlfDelay: Infinity });
    lines.on('line', (line) => this.#waiting.shift().resolve(JSON.parse(line)));
    const fail = (why) => this.#waiting.splice(0).forEach(({ reject }) => reject(new Error(`${program}: ${why}`)));
    this.#child.on('error', (error) => fail(error.message));
    this.#child.on('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
    this.#child.stdin.on('error', () => {});
  }

  // The answers to questions that are sent together.
  async ask(questions) {
    const answers = questions.map(() => new Promise((resolve, reject) => this.#waiting.push({ resolve, reject })));
    this.#child.stdin.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
    return Promise.all(answers);
  }

  async end() {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
