package io.routelb.lab.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs a program of this build: the module's jar and the jars beside it, on the JDK that runs the lab. */
public final class JavaProgram {
    private final Path root;
    private final Path temporary;

    /** Where the build is, and the folder that Java may put its temporary files in (it must vanish with the lab). */
    public JavaProgram(Path root, Path temporary) {
        this.root = root;
        this.temporary = temporary;
    }

    /** The command that runs the main class of a module with the arguments. */
    public List<String> command(String module, String mainClass, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                "-Dsun.net.httpserver.nodelay=true"));
        command.addAll(ownFlags(module));
        command.addAll(
                List.of("-cp", jar(module) + ":" + root.resolve(module).resolve("target/lib") + "/*", mainClass));
        command.addAll(arguments);
        return command;
    }

    /** The flags of the Java machine that a program brings along; they come last, so they count. */
    private List<String> ownFlags(String module) {
        Path options = root.resolve(module).resolve("src/main/jvm.options");
        return Files.exists(options) ? List.of("@" + options) : List.of();
    }

    private Path jar(String module) throws IOException {
        Path target = root.resolve(module).resolve("target");
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "routelb-*.jar")) {
                for (Path jar : jars) {
                    return jar;
                }
            }
        }
        throw new ExpectationException("the module " + module + " is not built; run 'mvn package'");
    }
}
