package io.routelb.lab.topology;

import io.routelb.lab.process.ExpectationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the programs of a BIRD or an FRR are, searched in this order: the machine's, or those of a version that {@code bin/daemons} has fetched. */
public record DaemonPrograms(List<Path> folders) {
    /** The machine's; FRR's first, for there may be another bgpd. */
    public static final DaemonPrograms INSTALLED =
            new DaemonPrograms(List.of(Path.of("/usr/lib/frr"), Path.of("/usr/sbin"), Path.of("/usr/bin")));

    public DaemonPrograms {
        folders = List.copyOf(folders);
    }

    /** Whether there is such a program: not every version has each. */
    public boolean has(String program) {
        return find(program).isPresent();
    }

    /** The path of a program; fails when it is not there. */
    public String path(String program) throws IOException {
        return find(program)
                .orElseThrow(() -> new ExpectationException(program + " is in none of " + folders))
                .toString();
    }

    private Optional<Path> find(String program) {
        return folders.stream()
                .map(each -> each.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
