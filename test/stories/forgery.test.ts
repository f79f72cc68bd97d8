/** Replies that are right in all but one thing: what a forger off the path could send (RFC 5452, 7873, TuDoor). */
import { describe, expect, it } from 'vitest';
import { type Fault, reply } from '../../src/sandbox/host.ts';
import { lowersCase } from '../../src/sandbox/lies.ts';
import { setsFrom } from '../../src/sandbox/zoo/cage.ts';
import { decodeMessage } from '../../src/wire/decode.ts';
import { encodeMessage } from '../../src/wire/encode.ts';
import type { Message } from '../../src/wire/message.ts';
import { cookieOf, cookieOption } from '../../src/wire/options.ts';
import { OPTION, RCODE } from '../../src/wire/registry.ts';
import { nameEnd } from '../../src/wire/spelling.ts';
import { answerLines, at, endOf, exchangesOf, universe } from './told.ts';

const EXAMPLE_COM = ['198.51.100.111', '198.51.100.112', '2001:db8:2::111', '2001:db8:2::112'];
const TRUTH = ['www.example.com. A 192.0.2.80'];

/** Over UDP `forge` answers in the server's place where it gives a message; spelled as asked unless `inLowerCase`. */
function forging(forge: (query: Message) => Message | undefined, inLowerCase = false): Fault {
  return (next) => (query, protocol, moment) => {
    const forged = protocol === 'udp' ? forge(decodeMessage(query)) : undefined;
    if (forged === undefined) return next(query, protocol, moment);
    const bytes = encodeMessage({ ...forged, qr: true, aa: true });
    if (!inLowerCase && forged.questions.length > 0) bytes.set(query.subarray(12, nameEnd(query, 12)), 12);
    return reply(bytes);
  };
}

const lie = (query: Message): Message => ({
  ...query,
  edns: undefined,
  answer: setsFrom('www.example.com. 3600 A 203.0.113.250'),
});

describe('a forged reply', () => {
  it('without a question denies nothing, though its id is right', async () => {
    const authority = setsFrom('example.com. 3600 SOA a. b. 1 2 3 4 3600');
    const forged = forging((query) => ({ ...query, edns: undefined, rcode: RCODE.NXDOMAIN, questions: [], authority }));
    const told = await universe({ faults: [at(EXAMPLE_COM, forged)] }).ask('www.example.com');
    expect(answerLines(told)).toEqual(TRUTH);
  });

  it('of another opcode is not heard', async () => {
    let sent = 0;
    const forged = forging((query) => (sent++ === 0 ? { ...lie(query), opcode: 5 } : undefined));
    const told = await universe({ faults: [at(EXAMPLE_COM, forged)] }).ask('www.example.com');
    expect(answerLines(told)).toEqual(TRUTH);
  });

  it('in other letters does not switch 0x20 off; a server that changes them over TCP too does', async () => {
    const forged = universe({ faults: [at(EXAMPLE_COM, forging(lie, true))] });
    expect(answerLines(await forged.ask('www.example.com'))).toEqual(TRUTH);
    const mangled = ({ core }: typeof forged): number =>
      EXAMPLE_COM.filter((address) => core.servers.facts(address).manglesCaseUntil > 0).length;
    expect(mangled(forged)).toBe(0);
    const honest = universe({ faults: [at(EXAMPLE_COM, lowersCase)] });
    expect(answerLines(await honest.ask('www.example.com'))).toEqual(TRUTH);
    expect(mangled(honest)).toBe(1);
  });

  it('with a cookie that is not ours is not believed (RFC 7873 section 5.3)', async () => {
    const cookie = cookieOption(new Uint8Array(8).fill(7), new Uint8Array(8).fill(7));
    const forged = forging((query) =>
      query.edns === undefined ? undefined : { ...lie(query), edns: { ...query.edns, options: [cookie] } },
    );
    const told = await universe({ faults: [at(EXAMPLE_COM, forged)] }).ask('www.example.com');
    expect(answerLines(told)).toEqual(TRUTH);
  });

  it('of FORMERR takes EDNS from no server that has spoken it', async () => {
    let forges = false;
    const forged = forging((query) =>
      forges && query.edns !== undefined
        ? { ...query, edns: undefined, rcode: RCODE.FORMERR, questions: [] }
        : undefined,
    );
    const { ask } = universe({ faults: [at(EXAMPLE_COM, forged)] });
    for (const name of ['mail', 'round', 'only4', 'sip', 'upper', 'office', 'api']) await ask(`${name}.example.com`);
    forges = true;
    const told = await ask('www.example.com');
    expect(answerLines(told)).toEqual(TRUTH);
    expect(exchangesOf(told.story).every(({ edns }) => edns)).toBe(true);
  });
});

describe('a server that refuses every cookie', () => {
  it('is asked over TCP after the second refusal', async () => {
    let made = 0;
    const refuses = forging((query) => {
      const option = query.edns?.options.find(({ code }) => code === OPTION.COOKIE);
      const cookie = option === undefined ? undefined : cookieOf(option);
      if (query.edns === undefined || cookie === undefined) return undefined;
      const options = [cookieOption(cookie.client, new Uint8Array(8).fill(made++))];
      return { ...query, rcode: RCODE.BADCOOKIE, edns: { ...query.edns, options } };
    });
    const told = await universe({ faults: [at(EXAMPLE_COM, refuses)] }).ask('www.example.com');
    expect(endOf(told)).toBe('NOERROR');
    const ways = told.packets.filter(({ address }) => EXAMPLE_COM.includes(address)).map(({ protocol }) => protocol);
    expect(ways).toEqual(['udp', 'udp', 'tcp']);
  });
});
