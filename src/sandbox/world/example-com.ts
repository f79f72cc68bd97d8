/**
 * The zone example.com of the sandbox: every kind of record and name that a healthy zone can have. Data only.
 */

/** Too much for UDP: about 3000 octets of text. */
const BIG = Array.from({ length: 14 }, (_, at) => `"${`part ${at + 1} of 14 `.padEnd(210, 'rootwalk ')}"`).join(' ');

/** Links of a healthy chain: longer than most, shorter than any resolver's limit. */
const CHAIN = Array.from({ length: 6 }, (_, at) => `link${at + 1} CNAME ${at === 5 ? 'www' : `link${at + 2}`}`).join(
  '\n',
);

/** Master-file text relative to `example.com.`. */
export const EXAMPLE_COM = `
@                A      192.0.2.80
@                AAAA   2001:db8:80::80
www              A      192.0.2.80
www              AAAA   2001:db8:80::80
; mail
@                MX     10 mail
@                MX     20 mail.example.org.
@                TXT    "v=spf1 mx -all"
mail             A      192.0.2.25
mail             AAAA   2001:db8:80::25
; services
_sip._tcp        SRV    10 60 5060 sip
_sip._tcp        SRV    20 40 5060 sip.example.net.
sip              A      192.0.2.50
@                HTTPS  1 . alpn="h2,h3" ipv4hint=192.0.2.80
@                CAA    0 issue "ca.example.net"
_443._tcp.www    TLSA   3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
office           LOC    52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
enum             NAPTR  100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .
future           TYPE65280 \\# 4 0a000001
; one type only
only4            A      192.0.2.54
only6            AAAA   2001:db8:80::56
; balanced
round            60 A   192.0.2.81
round            60 A   192.0.2.82
round            60 A   192.0.2.83
round            60 A   192.0.2.84
; never to be kept
fresh            0 A    192.0.2.85
; more than a datagram holds
big              TXT    ${BIG}
; aliases: inside, into another zone, into a content network, through a chain
alias            CNAME  www
shop             CNAME  shop.example.org.
cdn              300 CNAME example-com.cdn.example.net.
${CHAIN}
gone             CNAME  nothing-here
; whole trees moved: inside and into another zone
old              DNAME  new
a.new            A      192.0.2.86
*.deep.new       A      192.0.2.87
moved            DNAME  example.org.
; wildcards: with a name that hides it, and with an empty one that does
*.wild           A      192.0.2.88
*.wild           TXT    "any name"
known.wild       A      192.0.2.89
leaf.branch.wild A      192.0.2.89
; a name that exists only through those below it: branch.tree and tree
leaf.branch.tree A      192.0.2.94
; a long way down
one.two.three.four.five.six.seven.deep A 192.0.2.95
; labels with a dot, a space, an octet beyond ASCII, a NUL, an escape byte, a star that is no wildcard
odd\\.dot         A      192.0.2.96
odd\\032space     A      192.0.2.96
odd\\233          A      192.0.2.96
odd\\000nul       A      192.0.2.96
odd\\027esc       A      192.0.2.96
odd*star         A      192.0.2.96
UPPER            A      192.0.2.97
; "bücher", as it stands in the DNS
xn--bcher-kva    A      192.0.2.98
xn--bcher-kva    AAAA   2001:db8:80::98
; the ends of the earth: a label of 63 octets
${'l'.repeat(63)} A 192.0.2.99
`;
