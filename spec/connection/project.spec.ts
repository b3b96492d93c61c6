import { expect } from 'chai'
import { binary, decodeSettings, project } from 'pulsewire'

const connections = [
  { name: 'chat', url: 'ws://peer/chat' },
  { name: 'quotes', url: 'ws://peer/quotes', port: 8_080 },
]

describe('project', () => {
  it('looks a connection up by name, and one name is one connection', () => {
    const { connection } = project({ connections })
    const chat = connection('chat')
    expect(chat).to.have.property('_tag', 'Right')
    expect(chat).to.have.nested.property('right.name', 'chat')
    expect(connection('chat')).to.deep.equal(chat)
    expect(connection('quotes')).to.not.deep.equal(chat)
    const [again] = [connection('chat')]
    expect(again._tag === 'Right' && chat._tag === 'Right' && again.right === chat.right).to.equal(true)
  })

  it('answers ConnectionUnknown for a name that the settings do not hold', () => {
    for (const name of ['nobody', 'toString', '__proto__', '']) {
      const found: unknown = project({ connections }, { chat: {} }).connection(name)
      expect(found).to.have.nested.property('left._tag', 'ConnectionUnknown')
      expect(found).to.have.nested.property('left.connection', name)
    }
  })

  it('says what is missing, with the nearest name there is', () => {
    const messageOf = (name: string, enabled?: boolean): unknown => {
      const found: unknown = project({ enabled, connections }).connection(name)
      return (found as { readonly left: Error }).left.message
    }
    expect(messageOf('quote')).to.equal(
      'quote: not found: the settings have no connection of this name; did you mean quotes?',
    )
    expect(messageOf('nobody')).to.equal(
      'nobody: not found: the settings have no connection of this name; add it to the connections',
    )
    expect(messageOf('chat', false)).to.equal(
      'chat: not found: the settings switch WebSocket communication off (enabled: false)',
    )
  })

  it('answers PluginDisabled for every name when the plugin is off', () => {
    const { connection } = project({ enabled: false, connections })
    for (const name of ['chat', 'nobody']) {
      expect(connection(name)).to.have.nested.property('left._tag', 'PluginDisabled')
    }
  })

  it('adds what code says of single connections, but for where they lead', () => {
    const { connection } = project(
      { connections },
      { chat: { codec: binary, name: 'other', url: 'ws://evil/' } as never },
    )
    const chat = connection('chat')
    expect(chat).to.have.nested.property('right.codec', binary)
    expect(chat).to.have.nested.property('right.name', 'chat')
  })

  it('takes what decodeSettings answers', () => {
    const settings = decodeSettings({ connections })
    expect(settings._tag).to.equal('Right')
    if (settings._tag === 'Right') expect(project(settings.right).connection('quotes')._tag).to.equal('Right')
  })

  it('describes nothing that is not looked up, and throws on settings that never went through decodeSettings', () => {
    const bad = project({ connections: [{ name: 'chat', url: 'nowhere' }] })
    expect(() => bad.connection('chat'))
      .to.throw()
      .with.property('_tag', 'SettingsInvalid')
  })
})
