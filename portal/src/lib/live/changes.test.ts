import { describe, expect, it } from 'vitest'
import { isStale, noChanges, withEvent } from './changes.ts'
import {
  calendarSetUp,
  conversationDetail,
  conversationList,
  dayOfAppointments,
  desk,
  taskList,
} from './dependencies.ts'

describe('what a live event makes stale', () => {
  it('is the list and the conversation that changed, no other', () => {
    const changes = withEvent(noChanges, { type: 'conversation', conversationId: 'a' })
    expect(isStale(changes, conversationList)).toBe(true)
    expect(isStale(changes, conversationDetail('a'))).toBe(true)
    expect(isStale(changes, conversationDetail('b'))).toBe(false)
    expect(isStale(changes, 'ava:me')).toBe(false)
  })

  it('is any open conversation when a task changed', () => {
    const changes = withEvent(noChanges, { type: 'task', taskId: 't' })
    expect(isStale(changes, conversationDetail('b'))).toBe(true)
    expect(isStale(changes, 'ava:me')).toBe(false)
  })

  it('is the tasks and the calendars when a task changed, and the day whatever changed', () => {
    const byTask = withEvent(noChanges, { type: 'task', taskId: 't' })
    const byConversation = withEvent(noChanges, { type: 'conversation', conversationId: 'a' })
    for (const dependency of [taskList, calendarSetUp]) {
      expect(isStale(byTask, dependency)).toBe(true)
      expect(isStale(byConversation, dependency)).toBe(false)
    }
    expect(isStale(byTask, dayOfAppointments)).toBe(true)
    expect(isStale(byConversation, dayOfAppointments)).toBe(true)
  })

  it('is the day, and no conversation, when something was booked or blocked', () => {
    const changes = withEvent(noChanges, { type: 'appointments' })
    expect(changes).not.toBe(noChanges)
    expect(isStale(changes, dayOfAppointments)).toBe(true)
    expect(isStale(changes, conversationDetail('a'))).toBe(false)
    expect(isStale(changes, taskList)).toBe(false)
  })

  it('is what the desk offers, and the labels of a conversation, when labels or canned replies changed', () => {
    const changes = withEvent(noChanges, { type: 'desk' })
    expect(isStale(changes, desk)).toBe(true)
    expect(isStale(changes, conversationDetail('a'))).toBe(true)
    expect(isStale(changes, taskList)).toBe(false)
    expect(isStale(withEvent(noChanges, { type: 'task', taskId: 't' }), desk)).toBe(false)
  })

  it('is everything once events were missed', () => {
    const changes = withEvent(withEvent(noChanges, { type: 'resync' }), { type: 'conversation', conversationId: 'a' })
    expect(isStale(changes, 'ava:me')).toBe(true)
  })
})
