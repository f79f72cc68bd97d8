/** Work done for one question that others meet: what it learned must not mislead them. */
import { describe, expect, it } from 'vitest';
import { dead } from '../../src/sandbox/faults.ts';
import type { Plan } from '../../src/sandbox/plan.ts';
import { answerLines, at, endOf, eventsOf, questionFor, universe } from './told.ts';

const DEAD = '203.0.113.201';
const ALIVE = '203.0.113.202';

/** `x.example` needs `y.example`, whose nearest server lies in `x.example` again; `z.org` helps them out of it. */
const KNOT: Plan = {
  zones: [
    {
      origin: 'x.example',
      servers: ['ns1.y.example'],
      records: 'www A 192.0.2.1\nns A 192.0.2.2',
      delegation: 'x NS ns1.y.example.',
    },
    {
      origin: 'y.example',
      servers: ['ns.x.example', 'ns2.z.org'],
      servedBy: ['ns2.z.org'],
      delegation: 'y NS ns.x.example.\ny NS ns2.z.org.',
    },
    { origin: 'z.org', servers: ['ns2.z.org'] },
  ],
  servers: [
    { name: 'ns1.y.example', addresses: [DEAD] },
    { name: 'ns2.z.org', addresses: [ALIVE] },
  ],
};

/** Two servers, one dead with glue, one alive without. */
const HALF: Plan = {
  zones: [
    { origin: 'v.example', servers: ['ns1.v.example', 'ns2.z.org'], records: 'www A 192.0.2.1' },
    { origin: 'z.org', servers: ['ns2.z.org'] },
  ],
  servers: [
    { name: 'ns1.v.example', addresses: [DEAD] },
    { name: 'ns2.z.org', addresses: [ALIVE] },
  ],
};

describe('shared work', () => {
  it('a name that failed because its look-up met itself is resolved when it is asked for', async () => {
    const { ask } = universe({ more: [KNOT] });
    const told = await ask('www.x.example');
    expect(endOf(told)).toBe('NOERROR');
    expect(eventsOf(told, 'failed').map(({ reason }) => reason)).toContain('cycle');
    expect(answerLines(await ask('ns.x.example'))).toEqual(['ns.x.example. A 192.0.2.2']);
  });

  it('who joins an ask that fails goes on with the servers that only it knows', async () => {
    const { core, sandbox } = universe({ more: [HALF], faults: [at(DEAD, dead)] });
    const { clock } = sandbox;
    const later = async () => {
      await clock.sleep(200);
      await core.resolve(questionFor('ns2.z.org'));
      return core.resolve(questionFor('www.v.example'), { checkingDisabled: true });
    };
    const both = Promise.all([core.resolve(questionFor('www.v.example')), later()]);
    expect((await clock.run(both)).map(({ kind }) => kind)).toEqual(['answer', 'answer']);
  });

  it('who leaves hears how it ended for itself and no more, though others still wait for the work', async () => {
    const { core, sandbox } = universe();
    const { clock } = sandbox;
    const stopper = new AbortController();
    const heard: string[] = [];
    const leaver = core.resolve(questionFor('www.example.com'), {
      signal: stopper.signal,
      trace: ({ kind }) => void heard.push(kind),
    });
    const stayer = core.resolve(questionFor('www.example.com'));
    clock.sleep(30).then(() => stopper.abort());
    const [left, stayed] = await clock.run(Promise.all([leaver, stayer]));
    expect([left.kind, stayed.kind]).toEqual(['failure', 'answer']);
    expect(heard.at(-1)).toBe('failed');
  });
});
