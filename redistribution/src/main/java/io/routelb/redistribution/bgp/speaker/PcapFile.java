package io.routelb.redistribution.bgp.speaker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/**
 * A file of packets as libpcap writes them, link type RAW: each begins with its IP header. Readable by its owner only. When it has
 * {@link #MAX_OCTETS} it becomes {@code NAME.1}, in the place of the one before, so two of them is what there is at most.
 */
final class PcapFile implements AutoCloseable {
    static final int MAX_OCTETS = 8 << 20;

    private static final int MAGIC = 0xA1B2C3D4;
    private static final int SNAP_LENGTH = 65_535;
    private static final int LINKTYPE_RAW = 101;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private final Path path;
    private SeekableByteChannel out;
    private long octets;

    /** Begins the file anew; one that is there already is kept as {@code NAME.1}. */
    PcapFile(Path path) throws IOException {
        this.path = path;
        this.out = begin();
    }

    private SeekableByteChannel begin() throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        SeekableByteChannel fresh = Files.newByteChannel(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER)
                .putInt(MAGIC)
                .putShort((short) 2) // version 2.4
                .putShort((short) 4)
                .putInt(0) // UTC
                .putInt(0)
                .putInt(SNAP_LENGTH)
                .putInt(LINKTYPE_RAW)
                .flip();
        write(fresh, header);
        octets = FILE_HEADER;
        return fresh;
    }

    /** Appends a packet of at most 65,535 octets. */
    void append(Instant at, ByteBuffer packet) throws IOException {
        int length = packet.remaining();
        if (octets + RECORD_HEADER + length > MAX_OCTETS) {
            out.close();
            out = begin();
        }
        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER + length)
                .putInt((int) at.getEpochSecond())
                .putInt(at.getNano() / 1000)
                .putInt(length)
                .putInt(length)
                .put(packet)
                .flip();
        write(out, record);
        octets += RECORD_HEADER + length;
    }

    private static void write(SeekableByteChannel to, ByteBuffer what) throws IOException {
        while (what.hasRemaining()) {
            to.write(what);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
