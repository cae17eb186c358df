package io.routelb.lab.topology;

import io.routelb.lab.process.Command;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Packets of one link in a file, and what tshark, which has other people's dissectors, makes of them. */
public final class PacketFile {
    private final Path file;
    private final LabProcess process;

    private PacketFile(Path file, LabProcess process) {
        this.file = file;
        this.process = process;
    }

    /** Starts listening for what the filter of tcpdump names; when it returns, nothing that is sent later is missed. */
    public static PacketFile start(String namespace, String link, String filter, Path folder)
            throws IOException, InterruptedException {
        Path file = Files.createDirectories(folder).resolve(namespace + ".pcap");
        Path log = folder.resolve(namespace + "-tcpdump.log");
        LabProcess process = Tcpdump.start(namespace, link, log, "-U", "-Z", "root", "-w", file.toString(), filter);
        return new PacketFile(file, process);
    }

    /** Stops listening. */
    public void stop() throws InterruptedException {
        process.stop(Tcpdump.SOON);
    }

    /**
     * What tshark says of every packet that its display filter lets through, a line each.
     *
     * @param protocol how packets of a port without a name of its own are to be read, such as {@code tcp.port==11019,bmp}
     * @param fields the names of the fields to print, at least one
     */
    public List<String> dissect(String protocol, String filter, String... fields)
            throws IOException, InterruptedException {
        return dissect(file, protocol, filter, fields);
    }

    /** The same of packets that somebody else has written. */
    public static List<String> dissect(Path file, String protocol, String filter, String... fields)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("tshark", "-n", "-r", file.toString(), "-d", protocol, "-Y", filter, "-T", "fields"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        return Command.run(command, "").lines().toList();
    }
}
