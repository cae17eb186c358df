package io.routelb.lab.guest;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.LabProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Debian's user-mode Linux: boots in seconds, has this machine's files as its root without being able to change them, a private
 * {@code /run}, one processor and no network but what is made inside. It ends with the command, or is killed when the time is up.
 */
public final class UserModeLinux {
    /** Where the guest can write; {@code /tmp} may be where the build is. */
    public static final Path TEMPORARY = Path.of("/run/tmp");

    private static final Path KERNEL = Path.of("/usr/bin/linux.uml");
    private static final String EXIT = "guest exit ";
    private static final int TAIL = 15;

    /** As process 1: mounts, modules with what they need before them, the command, its status, power off. */
    private static final String INIT = """
            #!/bin/bash
            export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/tmp
            mount -t proc proc /proc
            mount -t sysfs sysfs /sys
            mount -t tmpfs tmpfs /run
            mkdir /run/tmp
            ln -s /proc/self/fd /dev/fd
            modules=/usr/lib/uml/modules/$(uname -r)
            load() {
              local wanted
              wanted=$(grep "/$1.ko:" "$modules/modules.dep")
              set -- ${wanted/:/}
              while [ $# -gt 0 ]; do
                insmod "$modules/${!#}" 2>/dev/null # what is loaded already is refused
                set -- "${@:1:$#-1}"
              done
            }
            for module in ipv6 dummy veth; do load $module; done
            ip link set lo up
            cd /run/tmp
            COMMAND </dev/null 2>&1
            echo "guest exit $?"
            halt -f
            """;

    /** No AVX, see {@link XstateFilter}. The kernel hands to process 1 as environment what it does not know itself. */
    private static final List<String> WITHOUT_AVX = List.of(
            "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD,-AVX_Fast_Unaligned_Load,-XSAVE,-XSAVEC",
            "JAVA_TOOL_OPTIONS=-XX:UseAVX=0");

    private UserModeLinux() {}

    /**
     * Boots, runs the command as root and gives what it printed; fails unless it ended with 0 in time.
     *
     * @param folder for the guest's own files
     */
    public static List<String> run(Path folder, List<String> command, Duration limit)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(KERNEL)) {
            throw new ExpectationException(KERNEL + " is absent; install the package user-mode-linux");
        }
        Path init = Files.createDirectories(folder).resolve("init");
        Files.writeString(init, INIT.replace("COMMAND", quoted(command)));
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path filter = Files.write(folder.resolve("seccomp"), XstateFilter.program());
        LabProcess guest = LabProcess.start("guest", folder.resolve("console.log"), boot(init, filter));
        try {
            Await.until(
                    "the end of the guest",
                    limit,
                    () -> !guest.isAlive(),
                    () -> String.join(" | ", guest.logTail(TAIL)));
        } finally {
            guest.kill();
        }
        List<String> lines = guest.logTail(Integer.MAX_VALUE);
        if (!lines.contains(EXIT + 0)) {
            throw new ExpectationException("the guest failed: " + String.join(" | ", guest.logTail(TAIL)));
        }
        return lines;
    }

    /** In a process namespace of its own: the guest is several processes, and all must end when the first is killed. */
    private static List<String> boot(Path init, Path filter) {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "exec bwrap --die-with-parent --dev-bind / / --cap-add ALL --seccomp 10 -- \"$@\" 10<\"$0\"",
                filter.toString(),
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--",
                KERNEL.toString(),
                "mem=1G",
                "root=/dev/root",
                "rootfstype=hostfs",
                "hostfs=/",
                "ro",
                "init=" + init,
                "con=null",
                "con0=fd:0,fd:1",
                "quiet"));
        command.addAll(WITHOUT_AVX);
        return command;
    }

    private static String quoted(List<String> command) {
        return command.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
