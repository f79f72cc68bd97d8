/**
 * What is asked of the world, and the answer as a person reads it in the master files. One table for all suites.
 */
import { type Name, nameFromText } from '../../src/wire/name.ts';

/** A question and what must come back; `answer` are lines `owner type rdata`, the last set in any order. */
export interface Asked {
  readonly claim: string;
  readonly name: Name;
  readonly type: string;
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'failure';
  readonly answer: readonly string[];
  /** Number of records where the lines are too many to write down. */
  readonly records?: number;
  /** Only servers with IPv6 lead there. */
  readonly ipv6Only?: true;
}

/** `owner type rdata` where the owner is the name asked. */
type Line = string;

function found(claim: string, question: string, ...answer: readonly Line[]): Asked {
  return asked(claim, question, 'NOERROR', answer);
}

function asked(claim: string, question: string, rcode: Asked['rcode'], answer: readonly Line[]): Asked {
  const at = question.lastIndexOf(' ');
  return { claim, name: nameFromText(question.slice(0, at)), type: question.slice(at + 1), rcode, answer };
}

const LONG = `${'m'.repeat(63)}.${'n'.repeat(63)}.${'o'.repeat(63)}.${'p'.repeat(49)}.octets.test.`;
const LONG_LABEL = `${'l'.repeat(63)}.octets.test.`;
const WWW = 'www.plain.test. A 192.0.2.80';
const FAR_WWW = 'www.far.example. A 203.0.113.80';
const DEEP = '1.2.3.4.5.6.7.8.9.10.11.12.13.plain.test.';

/** Zone cuts and how their servers are found. */
export const CUTS: readonly Asked[] = [
  found('root, top level, leaf with in-domain glue', 'www.plain.test. A', WWW),
  found('the same for another type', 'www.plain.test. AAAA', 'www.plain.test. AAAA 2001:db8:80::80'),
  found('the apex of a zone', 'plain.test. A', 'plain.test. A 192.0.2.1'),
  found('the servers of a zone', 'plain.test. NS', 'plain.test. NS ns1.plain.test.', 'plain.test. NS ns2.plain.test.'),
  found('a cut below a cut', 'www.sub.plain.test. A', 'www.sub.plain.test. A 192.0.2.80'),
  found('a server out of bailiwick, without glue', 'www.glueless.test. A', 'www.glueless.test. A 192.0.2.80'),
  found('a server out of bailiwick whose glue is met on the way', 'www.reuse.test. A', 'www.reuse.test. A 192.0.2.80'),
  found('sibling glue', 'www.sibling.test. A', 'www.sibling.test. A 192.0.2.80'),
  found('glueless behind glueless', 'www.chain.test. A', 'www.chain.test. A 192.0.2.80'),
  found('parent and child on one server', 'www.kid.both.test. A', 'www.kid.both.test. A 192.0.2.80'),
  found('a label without cut is walked through', 'a.b.c.deep.plain.test. A', 'a.b.c.deep.plain.test. A 192.0.2.77'),
  found('thirteen labels without cut', `${DEEP} A`, `${DEEP} A 192.0.2.113`),
  { ...found('a server with IPv6 glue only', 'www.six.test. A', 'www.six.test. A 192.0.2.80'), ipv6Only: true },
  {
    ...found('a server without glue and without IPv4', 'www.sixless.test. A', 'www.sixless.test. A 192.0.2.80'),
    ipv6Only: true,
  },
];

/** Servers that do not serve. */
export const LAME: readonly Asked[] = [
  found('one of two servers refuses', 'www.half.test. A', 'www.half.test. A 192.0.2.80'),
  found('the only glue leads to a lame server', 'www.stray.test. A', 'www.stray.test. A 192.0.2.80'),
  found('one of two servers refers upward', 'www.upward.test. A', 'www.upward.test. A 192.0.2.80'),
];

/** No answer can be had. */
export const HOPELESS: readonly Asked[] = [
  asked('all servers are lame', 'www.lost.test. A', 'failure', []),
  asked('two zones need each other', 'www.left.test. A', 'failure', []),
];

/** Aliases, wildcards, sizes, absence. */
export const ANSWERS: readonly Asked[] = [
  found('CNAME within a zone', 'alias.plain.test. A', 'alias.plain.test. CNAME www.plain.test.', WWW),
  found(
    'two links within a zone',
    'twice.plain.test. A',
    'twice.plain.test. CNAME alias.plain.test.',
    'alias.plain.test. CNAME www.plain.test.',
    WWW,
  ),
  found('the alias itself', 'alias.plain.test. CNAME', 'alias.plain.test. CNAME www.plain.test.'),
  found('CNAME across zones', 'across.plain.test. A', 'across.plain.test. CNAME www.far.example.', FAR_WWW),
  found(
    'CNAME across zones and back',
    'across-and-back.plain.test. A',
    'across-and-back.plain.test. CNAME back.far.example.',
    'back.far.example. CNAME www.plain.test.',
    WWW,
  ),
  found(
    'DNAME within a zone',
    'host.old.plain.test. A',
    'old.plain.test. DNAME new.plain.test.',
    'host.old.plain.test. CNAME host.new.plain.test.',
    'host.new.plain.test. A 192.0.2.90',
  ),
  found(
    'DNAME across zones',
    'host.moved.plain.test. A',
    'moved.plain.test. DNAME far.example.',
    'host.moved.plain.test. CNAME host.far.example.',
    'host.far.example. A 203.0.113.90',
  ),
  found(
    'DNAME at the apex',
    'www.renamed.test. A',
    'renamed.test. DNAME plain.test.',
    'www.renamed.test. CNAME www.plain.test.',
    WWW,
  ),
  found('wildcard', 'x.wild.plain.test. A', 'x.wild.plain.test. A 192.0.2.42'),
  found('wildcard over two labels', 'x.y.wild.plain.test. A', 'x.y.wild.plain.test. A 192.0.2.42'),
  found('a name beside the wildcard hides it', 'here.wild.plain.test. A'),
  found('wildcard CNAME', 'any.to.plain.test. A', 'any.to.plain.test. CNAME www.plain.test.', WWW),
  { ...found('a large answer comes over TCP', 'big.plain.test. TXT'), records: 30 },
  {
    ...found('an alias to a large answer', 'to-big.plain.test. TXT', 'to-big.plain.test. CNAME big.far.example.'),
    records: 31,
  },
  found('NODATA', 'www.plain.test. TXT'),
  found('NODATA at an empty non-terminal', 'c.deep.plain.test. A'),
  found('NODATA at the apex', 'far.example. A'),
  asked('NXDOMAIN', 'nothing-here.plain.test. A', 'NXDOMAIN', []),
  asked('NXDOMAIN two labels down', 'x.nothing-here.plain.test. A', 'NXDOMAIN', []),
  asked('NXDOMAIN in the top-level domain', 'nothing-here.test. A', 'NXDOMAIN', []),
  asked('NXDOMAIN at the root', 'nothing-here. A', 'NXDOMAIN', []),
  asked('an alias to nothing', 'dangling.plain.test. A', 'NXDOMAIN', [
    'dangling.plain.test. CNAME nothing-here.plain.test.',
  ]),
];

/** Labels of any octets. */
export const OCTETS: readonly Asked[] = [
  found('a dot inside a label', 'a\\.b.octets.test. A', 'a\\.b.octets.test. A 192.0.2.66'),
  found('... is not two labels', 'a.b.octets.test. A', 'a.b.octets.test. A 192.0.2.67'),
  found('NUL', '\\000nul.octets.test. A', '\\000nul.octets.test. A 192.0.2.68'),
  found('octets that are no UTF-8', '\\255\\254.octets.test. A', '\\255\\254.octets.test. A 192.0.2.69'),
  found('... are told apart', '\\255\\255.octets.test. A', '\\255\\255.octets.test. A 192.0.2.70'),
  found('a space', 'sp\\032ace.octets.test. A', 'sp\\032ace.octets.test. A 192.0.2.71'),
  found('a semicolon', 'semi\\;colon.octets.test. A', 'semi\\;colon.octets.test. A 192.0.2.72'),
  found('a backslash', 'back\\\\slash.octets.test. A', 'back\\\\slash.octets.test. A 192.0.2.73'),
  found('a quotation mark', 'quo\\"te.octets.test. A', 'quo\\"te.octets.test. A 192.0.2.74'),
  found('an escape sequence', 'esc\\027[31m.octets.test. A', 'esc\\027[31m.octets.test. A 192.0.2.75'),
  found('an underscore', '_dmarc.octets.test. TXT', '_dmarc.octets.test. TXT "v=DMARC1"'),
  found('case does not matter', 'mIxEd.octets.test. A', 'mixed.octets.test. A 192.0.2.76'),
  found('a label of 63 octets', `${LONG_LABEL} A`, `${LONG_LABEL} A 192.0.2.78`),
  found('a name of 255 octets', `${LONG} A`, `${LONG} A 192.0.2.79`),
  found(
    'an alias to a dot inside a label',
    'odd-alias.octets.test. A',
    'odd-alias.octets.test. CNAME a\\.b.octets.test.',
    'a\\.b.octets.test. A 192.0.2.66',
  ),
  found('IDN', 'xn--grnspan-o2a.xn--bcher-kva.test. A', 'xn--grnspan-o2a.xn--bcher-kva.test. A 192.0.2.88'),
];
