export const help = `pulsewire - talk to a WebSocket server, and misbehave as one

Usage
  pulsewire [options] URL            connect: lines in, messages out
  pulsewire --replay FILE [--test]   draw a recording, or print it as a test
  pulsewire serve [options]          a server for tests (see pulsewire serve --help)

Each line of the input is sent as a message, and each message is printed as a line; bytes as <01 ff>.
States and errors go to stderr. A lost connection is dialed again. The end of the input stops the
connection after all lines were sent; so does Ctrl-C. A second Ctrl-C ends the command at once.

Options
  -H, --header 'NAME: VALUE'   send a header with the handshake; may be repeated
  -s, --subprotocol NAME       offer a subprotocol; may be repeated
      --token-command COMMAND  run a shell command before each dial, and send its output as
                               Authorization: Bearer
      --insecure               accept any certificate: anybody may read and change the messages
      --binary                 send lines as binary messages
      --json                   print JSON over several lines, in colours on a terminal
      --once                   print one message, then stop
  -w, --wait                   stay connected after the end of the input
      --attempts N             give up after N dials in a row; default: never
      --diagram                draw the connection live on stderr
      --record FILE            write a recording at the end; messages are hidden in it
      --record-messages        keep the messages in the recording
      --replay FILE            draw a recording, and connect to nothing
      --test                   with --replay: print the recording as a marble test
  -q, --quiet                  print no states
  -h, --help                   this text
      --version                the version of pulsewire

Exit codes
  0    closed, by either side     3  the handshake was refused for good
  1    failed otherwise           4  the peer broke the protocol or a limit
  2    wrong arguments            5  no connection after all attempts
  130  ended by a second Ctrl-C

Examples
  pulsewire wss://example.org/chat
  echo '{"subscribe":"ACME"}' | pulsewire --json --once wss://example.org/quotes
  pulsewire --record incident.json --diagram wss://example.org/chat
  pulsewire --replay incident.json --test > incident.spec.ts`

export const serveHelp = `pulsewire serve - a WebSocket server that misbehaves as it is told

Usage
  pulsewire serve [options]

Without an option that changes it, every message is echoed.

Options
  -p, --port N            the port; default: 0, a free one
      --host ADDRESS      the address to listen on; default: 127.0.0.1
      --echo              echo every message (the default)
      --script SCRIPT     play a marble script on each connection, and echo nothing:
                          o accepts, | closes with 1000, x closes with 1012, # cuts the connection,
                          any other letter is sent as a message
      --column TIME       the time of one column of the script; default: 100ms
      --drop-every TIME   cut every connection after so long
      --refuse STATUS     answer each handshake with an HTTP status
      --retry-after N     with --refuse: the seconds of Retry-After
      --stall             accept, then read and answer nothing: no message, no ping, no close
      --delay TIME        answer handshakes and messages so much later
  -h, --help              this text

A TIME is in milliseconds, or ends in ms, s or m. What happens is printed to stderr, one line each.

Examples
  pulsewire serve --port 8080 --drop-every 5s
  pulsewire serve --refuse 503 --retry-after 30
  pulsewire serve --script 'o--a--x' --column 1s`
