package adapter

import (
	"sync"
	"time"
)

// memory holds the models whose requests Converse refused and InvokeModel took.
type memory struct {
	expiry time.Duration
	mu     sync.Mutex
	until  map[string]time.Time
}

// maxRemembered bounds the memory: gateways pass on whatever ids they are given.
const maxRemembered = 1024

func newMemory(expiry time.Duration) *memory {
	return &memory{expiry: expiry, until: map[string]time.Time{}}
}

// refusalKey is what a refusal is remembered of: streams may be refused alone.
func (k *call) refusalKey() string { return k.op.name + " " + k.modelID }

func (m *memory) has(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	until, ok := m.until[key]
	if ok && !time.Now().Before(until) {
		delete(m.until, key)
		return false
	}
	return ok
}

func (m *memory) add(key string) {
	if m.expiry <= 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.until) >= maxRemembered {
		clear(m.until)
	}
	m.until[key] = time.Now().Add(m.expiry)
}
