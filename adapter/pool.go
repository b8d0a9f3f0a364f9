package adapter

import (
	"context"
	"sync"
)

// pool runs background jobs: a fixed number at once, a bounded number waiting. Its
// workers start with the first job.
type pool struct {
	workers int
	jobs    chan func(context.Context)
	ctx     context.Context // of the jobs
	cancel  context.CancelFunc

	mu      sync.Mutex
	started bool
	closed  bool
	running sync.WaitGroup
}

func newPool(workers, queue int) *pool {
	ctx, cancel := context.WithCancel(context.Background())
	return &pool{workers: workers, jobs: make(chan func(context.Context), queue), ctx: ctx, cancel: cancel}
}

// submit queues a job without waiting, and reports whether there was room. A job gets a
// context that ends when the pool is shut down for good.
func (p *pool) submit(job func(context.Context)) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	if !p.started {
		p.started = true
		for range p.workers {
			p.running.Go(p.work)
		}
	}
	select {
	case p.jobs <- job:
		return true
	default:
		return false
	}
}

func (p *pool) work() {
	for job := range p.jobs {
		job(p.ctx)
	}
}

// shutdown drains the pool until ctx ends, then cancels what is left and waits for it.
func (p *pool) shutdown(ctx context.Context) error {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		close(p.jobs)
	}
	p.mu.Unlock()
	defer p.cancel()
	done := make(chan struct{})
	go func() {
		p.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		p.cancel()
		<-done
		return ctx.Err()
	}
}
