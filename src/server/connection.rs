//! Connections that are bounded in number and in patience: who sends a request byte by byte, or does not read its answer,
//! is hung up on, and the others do not notice.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep},
};

/// Connections at the same time; more wait in the system's queue.
const CONNECTIONS: usize = 1_024;
/// How long a connection may go without a whole request, or without taking a byte of its answer. Streams of events say
/// something every 15 s.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long, and for how many bytes, a client may go on sending after it was answered.
const LINGER: Duration = Duration::from_secs(2);
const MAX_HEARD: usize = 16 * 1024 * 1024;

/// Accepts connections that are watched.
pub(super) struct Watched {
    listener: TcpListener,
    places: Arc<Semaphore>,
}

/// A watched connection.
pub(super) struct Stream {
    tcp: TcpStream,
    connection: Connection,
    deadline: Pin<Box<Sleep>>,
    /// How many bytes were thrown away since the answer ended, once it has.
    lingering: Option<usize>,
    _place: Option<OwnedSemaphorePermit>,
}

/// What a request knows of its connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Connection(Arc<AtomicUsize>);

/// As long as it lives, the server is at work and the client may be silent.
pub(super) struct AtWork(Connection);

impl Watched {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(CONNECTIONS)) }
    }
}

impl Listener for Watched {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        // The semaphore is never closed, so there is always a place in the end.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((tcp, address)) => {
                    // Pieces of an answer shall not wait for each other; without it they are only slower.
                    let _ = tcp.set_nodelay(true);
                    let deadline = Box::pin(tokio::time::sleep(PATIENCE));
                    return (
                        Stream { tcp, connection: Connection::default(), deadline, lingering: None, _place: place },
                        address,
                    );
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Watched>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Watched>) -> Self {
        stream.io().connection.clone()
    }
}

impl Connection {
    pub(super) fn at_work(&self) -> AtWork {
        self.0.fetch_add(1, Ordering::Relaxed);
        AtWork(self.clone())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Stream {
    fn be_patient(&mut self) {
        self.deadline.as_mut().reset(Instant::now() + PATIENCE);
    }

    /// An error when the client has been silent for too long while the server was waiting for it.
    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.connection.0.load(Ordering::Relaxed) > 0 {
            self.be_patient();
        }
        ready!(self.deadline.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Bytes alone do not count as progress: a request that comes in drops would never end.
        if let Poll::Ready(Err(error)) = self.poll_patience(context) {
            return Poll::Ready(Err(error));
        }
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.tcp).poll_write(context, bytes) {
            Poll::Ready(result) => {
                self.be_patient();
                Poll::Ready(result)
            }
            Poll::Pending => self.poll_patience(context).map(|result| result.map(|()| 0)),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    /// Says that nothing more comes, then waits a moment for the client to do the same. To hang up on somebody who is
    /// still sending would take the answer away with it: that the body is too large, say.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.tcp).poll_shutdown(context))?;
            self.lingering = Some(0);
            self.deadline.as_mut().reset(Instant::now() + LINGER);
        }
        while self.deadline.as_mut().poll(context).is_pending() {
            let mut space = [0; 8192];
            let mut buffer = ReadBuf::new(&mut space);
            let read = ready!(Pin::new(&mut self.tcp).poll_read(context, &mut buffer)).map(|()| buffer.filled().len());
            let heard = self.lingering.unwrap_or(0).saturating_add(read.as_ref().map_or(0, |read| *read));
            self.lingering = Some(heard);
            if matches!(read, Ok(0) | Err(_)) || heard > MAX_HEARD {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.tcp).poll_write_vectored(context, slices) {
            Poll::Ready(result) => {
                self.be_patient();
                Poll::Ready(result)
            }
            Poll::Pending => self.poll_patience(context).map(|result| result.map(|()| 0)),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }
}
