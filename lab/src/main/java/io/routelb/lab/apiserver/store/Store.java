package io.routelb.lab.apiserver.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of all objects. Transactions, subscriptions and compaction run on its single thread, in the order asked; readers take
 * {@link #image} and need nobody.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** Work to be done later, with nobody waiting for it. */
    @FunctionalInterface
    public interface Errand {
        void on(Transaction transaction);
    }

    /** Work that reads and changes objects, and may refuse to. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T on(Transaction transaction) throws E;
    }

    /** Hears of every committed transaction, on the store's thread. */
    @FunctionalInterface
    public interface Observer {
        void committed(List<Change> changes, Image image);
    }

    private final ExecutorService owner = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("store").daemon().factory());
    private final Optional<Journal> journal;
    private final int historyLimit;
    private final long firstRevision;
    private final Map<String, History> histories = new HashMap<>();
    private final Map<Subscription, String> subscriptions = new HashMap<>();
    private final List<Observer> observers = new ArrayList<>();
    private long compactedUpTo;
    private volatile Image image;
    private volatile long delivered;

    private Store(Optional<Journal> journal, Image image, int historyLimit) {
        this.journal = journal;
        this.image = image;
        this.historyLimit = historyLimit;
        this.firstRevision = image.revision();
        this.delivered = image.revision();
    }

    /**
     * A store that forgets everything when it ends.
     *
     * @param historyLimit how many changes of each resource are remembered for watches
     */
    public static Store inMemory(int historyLimit) {
        return new Store(Optional.empty(), new Image(1, Map.of()), historyLimit);
    }

    /** A store that goes on where the journal ends; nothing older than that can be watched from. */
    public static Store journalled(Path path, int historyLimit) throws IOException {
        Journal.Opened opened = Journal.open(path);
        Image image = opened.image();
        return new Store(
                Optional.of(opened.journal()),
                new Image(Math.max(1, image.revision()), image.resources()),
                historyLimit);
    }

    public Image image() {
        return image;
    }

    /** Runs the work on the store's thread and commits what it did; returns when that is journalled and published. */
    public <T, E extends Exception> T commit(Class<E> refusal, Work<T, E> work) throws E {
        return call(refusal, () -> {
            Transaction transaction = new Transaction(image);
            T result = work.on(transaction);
            publish(transaction);
            return result;
        });
    }

    /** Runs the work later on the store's thread; a failure is logged. */
    public void later(Errand work) {
        try {
            owner.execute(() -> {
                try {
                    Transaction transaction = new Transaction(image);
                    work.on(transaction);
                    publish(transaction);
                } catch (RuntimeException | IOException failure) {
                    LOG.atError().setCause(failure).log("store work failed");
                }
            });
        } catch (RejectedExecutionException closing) {
            LOG.atDebug().setCause(closing).log("store is closing, work dropped");
        }
    }

    public void observe(Observer observer) {
        call(RuntimeException.class, () -> observers.add(observer));
    }

    /**
     * Follows one resource.
     *
     * @param from the revision after which changes are wanted; empty for now
     * @param buffer how many changes may wait for the reader
     */
    public Subscription subscribe(String resource, Optional<Long> from, int buffer, Runnable onCut)
            throws ExpiredException {
        return call(ExpiredException.class, () -> {
            long after = from.orElse(image.revision());
            History history = history(resource);
            if (!history.knowsAllAfter(after)) {
                throw new ExpiredException("too old resource version: " + after + " (" + image.revision() + ")");
            }
            Subscription subscription = new Subscription(image, history.after(after), buffer, () -> delivered, onCut);
            subscriptions.put(subscription, resource);
            return subscription;
        });
    }

    /** Stops following; does not wait for it. */
    public void unsubscribe(Subscription subscription) {
        later(transaction -> subscriptions.remove(subscription));
    }

    /** Ends every subscription of one resource; does not wait for it. */
    public void closeSubscriptions(String resource) {
        later(transaction -> end(wanted -> wanted.equals(resource)));
    }

    /** Ends every subscription. Returns how many there were. */
    public int closeSubscriptions() {
        return call(RuntimeException.class, () -> end(wanted -> true));
    }

    /** Forgets all history, so that a watch from any older revision is told to start again. Returns the revision. */
    public long compact() {
        return call(RuntimeException.class, () -> {
            compactedUpTo = image.revision();
            histories.values().forEach(history -> history.compact(compactedUpTo));
            return compactedUpTo;
        });
    }

    @Override
    public void close() throws IOException {
        owner.shutdownNow();
        if (journal.isPresent()) {
            journal.get().close();
        }
    }

    private int end(Predicate<String> resources) {
        List<Subscription> ending = subscriptions.entrySet().stream()
                .filter(entry -> resources.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        ending.forEach(Subscription::end);
        subscriptions.keySet().removeAll(ending);
        return ending.size();
    }

    private History history(String resource) {
        return histories.computeIfAbsent(
                resource, r -> new History(historyLimit, Math.max(firstRevision, compactedUpTo)));
    }

    private void publish(Transaction transaction) throws IOException {
        List<Change> changes = transaction.changes();
        if (changes.isEmpty()) {
            return;
        }
        Image next = transaction.image();
        if (journal.isPresent()) {
            journal.get().append(next.revision(), changes);
        }
        image = next;
        for (Change change : changes) {
            String resource = change.key().resource();
            history(resource).add(change);
            subscriptions.forEach((subscription, wanted) -> {
                if (wanted.equals(resource)) {
                    subscription.offer(change);
                }
            });
        }
        subscriptions.keySet().removeIf(Subscription::closed);
        delivered = next.revision();
        observers.forEach(observer -> observer.committed(changes, next));
    }

    private <T, E extends Exception> T call(Class<E> refusal, Callable<T> task) throws E {
        try {
            return owner.submit(task).get();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (refusal.isInstance(cause)) {
                throw refusal.cast(cause);
            }
            throw new IllegalStateException("the store failed", cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the store", interrupted);
        }
    }
}
