"""
A fuzzing server for the cases of the Autobahn Testsuite, on Python 3: `python3 serve.py DIRECTORY`, where DIRECTORY is
`autobahntestsuite/autobahntestsuite/case` of a clone. Needs the packages autobahn and twisted. Prints its port and the
number of cases, then a line of JSON for each case that was run.

The cases were written for Python 2, where a string is bytes. Here each such string is text of Latin-1, and is turned into
bytes where it meets the protocol.
"""
import binascii, importlib.abc, importlib.util, json, os, re, sys, types

from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
from autobahn.websocket import utf8validator
from twisted.internet import reactor

directory = sys.argv[1]


def octets(text):
    return text.encode('latin-1') if isinstance(text, str) else text


class Validator(utf8validator.Utf8Validator):
    def validate(self, text):
        return super().validate(octets(text))


# Compression (cases 12 and 13) is not part of this run.
replacements = [
    (r'.*[Cc]ase1[23].*', ''),
    (r'^(\s*)print (.*)$', r'\1print(\2)'),
    (r'^(\s*)implements\(.*$', r'\1pass'),
    (r'\bxrange\b', 'range'),
    (r'\bunichr\b', 'chr'),
    (r'len\(self\.payload\) / ', 'len(self.payload) // '),
    (r'\(object, Case, \)', '(Case, )'),
    (r'pickle\.dumps\((\w+)\)', r'\1'),
    (r'^import binascii$', 'import latin_binascii as binascii'),
    (r'autobahn\.websocket\.utf8validator', 'latin_utf8validator'),
]

latin_binascii = types.ModuleType('latin_binascii')
latin_binascii.b2a_hex = lambda text: binascii.b2a_hex(octets(text)).decode()
latin_utf8validator = types.ModuleType('latin_utf8validator')
latin_utf8validator.Utf8Validator = Validator
sys.modules.update(latin_binascii=latin_binascii, latin_utf8validator=latin_utf8validator)


class Cases(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Loads the modules of the directory in the language of Python 3."""

    def find_spec(self, name, path, target=None):
        isCase = os.path.exists(self.path(name))
        return importlib.util.spec_from_loader(name, self) if isCase else None

    def path(self, name):
        return os.path.join(directory, '__init__.py' if name == 'cases' else name + '.py')

    def get_source(self, name):
        source = open(self.path(name), encoding='latin-1').read()
        for pattern, replacement in replacements:
            source = re.sub(pattern, replacement, source, flags=re.MULTILINE)
        return source


sys.meta_path.insert(0, Cases())
cases = importlib.import_module('cases').Cases


class Fuzzer(WebSocketServerProtocol):
    runCase = None
    connectionWasOpen = False
    createWirelog = False

    def onConnect(self, request):
        self.txFrameStats = {}
        self.runCase = cases[int(request.params['case'][0]) - 1](self)

    def onOpen(self):
        self.connectionWasOpen = True
        self.runCase.onOpen()

    def onMessage(self, payload, isBinary):
        self.runCase.onMessage(payload.decode('latin-1'), isBinary)

    def onPong(self, payload):
        self.runCase.onPong(payload.decode('latin-1'))

    def onClose(self, wasClean, code, reason):
        if self.runCase is not None:
            self.runCase.onClose(wasClean, code, reason)

    def connectionLost(self, reason):
        super().connectionLost(reason)
        run = self.runCase
        if run is None:
            return
        run.onConnectionLost(self.failedByMe)
        name = type(run).__name__[len('Case'):].replace('_', '.')
        result = run.result if run.behavior != 'OK' else run.resultClose
        print(json.dumps({'id': name, 'behavior': run.behavior, 'close': run.behaviorClose, 'result': result}), flush=True)

    def logTxFrame(self, frameHeader, payload, repeatLength, chopsize, sync):
        self.txFrameStats[frameHeader.opcode] = self.txFrameStats.get(frameHeader.opcode, 0) + 1

    def logRxFrame(self, frameHeader, payload):
        pass

    def enableWirelog(self, enable):
        pass

    def later(self, delay, act):
        reactor.callLater(delay, lambda: self.state != self.STATE_CLOSED and act())

    def continueLater(self, delay, act, tag=None):
        self.later(delay, act)

    def killAfter(self, delay):
        self.later(delay, self._fail_connection)

    def closeAfter(self, delay):
        self.later(delay, self.sendClose)

    def sendFrame(self, opcode, payload='', **options):
        super().sendFrame(opcode, octets(payload), **options)

    def sendMessage(self, payload, isBinary=False, **options):
        super().sendMessage(octets(payload), isBinary, **options)

    def sendMessageFrameData(self, payload, sync=False):
        return super().sendMessageFrameData(octets(payload), sync)

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        super().sendCloseFrame(code, octets(reasonUtf8), isReply)


factory = WebSocketServerFactory()
factory.protocol = Fuzzer
factory.logFrames = True
# Seconds. The default of 1 is too short for a machine that is busy.
factory.setProtocolOptions(failByDrop=False, closeHandshakeTimeout=20)
port = reactor.listenTCP(0, factory, interface='127.0.0.1')
print(json.dumps({'port': port.getHost().port, 'count': len(cases)}), flush=True)
reactor.run()
