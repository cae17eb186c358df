package io.routelb.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The flags of the Java machine that a process was started with, without the folders in them: a figure means little without. */
final class JavaFlags {
    private JavaFlags() {}

    static List<String> of(long pid) throws IOException {
        List<String> flags = new ArrayList<>();
        for (String argument :
                Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1)) {
            if (argument.startsWith("-X")) {
                flags.add(argument.replaceAll("/.*/", ""));
            } else if (argument.startsWith("@")) {
                Files.readAllLines(Path.of(argument.substring(1))).stream()
                        .filter(line -> line.startsWith("-X"))
                        .forEach(flags::add);
            }
        }
        return flags;
    }
}
