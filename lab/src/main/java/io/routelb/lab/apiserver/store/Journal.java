package io.routelb.lab.apiserver.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An append-only file of transactions, one JSON line each, so that a killed server loses nothing it acknowledged. A line is handed to the
 * kernel before the caller is answered: it survives SIGKILL, not a power cut. A torn last line was never acknowledged and is dropped.
 */
final class Journal implements AutoCloseable {
    private final FileChannel file;
    private final FileChannel lock;

    private Journal(FileChannel file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /** What the journal said, written anew in its shortest form. */
    record Opened(Journal journal, Image image) {}

    static Opened open(Path path) throws IOException {
        FileChannel lock = lock(path.resolveSibling(path.getFileName() + ".lock"));
        Image image = Files.exists(path) ? replay(path) : new Image(0, Map.of());
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileChannel file = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Journal journal = new Journal(file, lock);
        journal.line(image.revision(), new JsonArray());
        for (PersistentMap<Stored> objects : image.resources().values()) {
            for (Stored stored : objects.values()) {
                JsonArray operations = new JsonArray();
                operations.add(put(stored));
                journal.line(stored.revision(), operations);
            }
        }
        file.force(true);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Opened(journal, image);
    }

    void append(long revision, List<Change> changes) throws IOException {
        JsonArray operations = new JsonArray();
        for (Change change : changes) {
            operations.add(
                    switch (change) {
                        case Change.Added added -> put(added.object());
                        case Change.Modified modified -> put(modified.object());
                        case Change.Removed removed -> at(removed.key());
                    });
        }
        line(revision, operations);
    }

    @Override
    public void close() throws IOException {
        file.close();
        lock.close();
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ownProcess) {
            channel.close();
            throw new IOException("another server of this process uses " + path.getParent(), ownProcess);
        }
        channel.close();
        throw new IOException("another server uses " + path.getParent());
    }

    private static JsonObject put(Stored stored) {
        JsonObject operation = at(stored.key());
        operation.addProperty("rev", stored.revision());
        operation.add("object", stored.object());
        return operation;
    }

    private static JsonObject at(Key key) {
        JsonObject operation = new JsonObject();
        operation.addProperty("resource", key.resource());
        operation.addProperty("path", key.path());
        return operation;
    }

    private void line(long revision, JsonArray operations) throws IOException {
        JsonObject line = new JsonObject();
        line.addProperty("revision", revision);
        line.add("operations", operations);
        ByteBuffer bytes = ByteBuffer.wrap((Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8));
        long whole = file.position();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (ClosedChannelException closing) {
            throw closing;
        } catch (IOException full) {
            file.truncate(whole);
            throw full;
        }
    }

    private static Image replay(Path path) throws IOException {
        Map<String, PersistentMap<Stored>> resources = new HashMap<>();
        long revision = 0;
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (String text = reader.readLine(); text != null; ) {
                String next = reader.readLine();
                number++;
                try {
                    JsonObject line = JsonParser.parseString(text).getAsJsonObject();
                    Json.objects(line, "operations").forEach(operation -> redo(resources, operation));
                    revision = Math.max(revision, line.get("revision").getAsLong());
                } catch (JsonParseException | IllegalStateException torn) {
                    if (next != null) {
                        throw new IOException("journal " + path + ": line " + number + " cannot be read", torn);
                    }
                }
                text = next;
            }
        }
        return new Image(revision, resources);
    }

    private static void redo(Map<String, PersistentMap<Stored>> resources, JsonObject operation) {
        Key key = Key.ofPath(Json.string(operation, "resource"), Json.string(operation, "path"));
        PersistentMap<Stored> objects = resources.getOrDefault(key.resource(), PersistentMap.empty());
        boolean put = operation.has("object");
        resources.put(
                key.resource(),
                put
                        ? objects.with(
                                key.path(),
                                Stored.of(key, operation.get("rev").getAsLong(), operation.getAsJsonObject("object")))
                        : objects.without(key.path()));
    }
}
