package io.routelb.bench.measure;

import io.routelb.lab.process.Command;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What memory a Java process takes, as the kernel and as its virtual machine see it; in MiB with one decimal. */
public final class Memory {
    private static final Pattern PART = Pattern.compile("^- +([A-Za-z ]+) \\(reserved=\\d+KB, committed=(\\d+)KB");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern MAPPING = Pattern.compile("^[0-9a-f]+-[0-9a-f]+ \\S+ \\S+ \\S+ \\d+ *(.*)$");

    private final long pid;

    public Memory(long pid) {
        this.pid = pid;
    }

    /** Resident now. */
    public double resident() throws IOException {
        return status("VmRSS:");
    }

    /** The most that was ever resident. */
    public double peak() throws IOException {
        return status("VmHWM:");
    }

    /** What is resident, by what it is mapped from; a name is the file's. */
    public Figures mappings() throws IOException {
        Map<String, Long> kib = new TreeMap<>();
        String name = "";
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                name = kindOf(mapping.group(1));
            } else if (line.startsWith("Rss:")) {
                kib.merge(name, number(line), Long::sum);
            }
        }
        Figures figures = new Figures();
        kib.forEach((kind, size) -> figures.put(kind, mebibytes(size)));
        return figures;
    }

    /** The virtual machine's own account by part, committed; it must run with {@code -XX:NativeMemoryTracking=summary}. */
    public Figures parts() throws IOException, InterruptedException {
        Figures figures = new Figures();
        for (String line :
                jcmd("VM.native_memory", "summary", "scale=KB").lines().toList()) {
            Matcher part = PART.matcher(line);
            if (part.find() && Long.parseLong(part.group(2)) >= 512) {
                figures.put(
                        part.group(1).strip().replace(' ', '_').toLowerCase(Locale.ROOT),
                        mebibytes(Long.parseLong(part.group(2))));
            }
        }
        return figures;
    }

    /** What of the heap is reachable. */
    public double liveHeap() throws IOException, InterruptedException {
        jcmd("GC.run");
        long kib = 0;
        for (String line : jcmd("GC.heap_info").lines().toList()) {
            Matcher used = USED.matcher(line);
            if (used.find() && !line.contains("Metaspace") && !line.contains("class space")) {
                kib += Long.parseLong(used.group(1));
            }
        }
        return mebibytes(kib);
    }

    private String jcmd(String... request) throws IOException, InterruptedException {
        String[] command = new String[request.length + 2];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        command[1] = Long.toString(pid);
        System.arraycopy(request, 0, command, 2, request.length);
        return Command.run(command);
    }

    private double status(String field) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith(field)) {
                return mebibytes(number(line));
            }
        }
        throw new IOException(status + " says nothing of " + field);
    }

    private static String kindOf(String file) {
        if (file.isEmpty()) {
            return "anonymous";
        }
        if (file.endsWith(".so") || file.contains(".so.")) {
            return "libraries";
        }
        if (file.endsWith(".aot") || file.endsWith(".jsa")) {
            return "class_archive";
        }
        return file.startsWith("[heap]") ? "malloc_main_arena" : file.startsWith("[") ? "kernel" : "files";
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    private static double mebibytes(long kib) {
        return Math.round(kib / 102.4) / 10.0;
    }
}
