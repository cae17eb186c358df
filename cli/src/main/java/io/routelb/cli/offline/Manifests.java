package io.routelb.cli.offline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads manifests as people keep them: files, folders of files, standard input. */
public final class Manifests {
    private static final String STANDARD_INPUT = "-";
    private static final int MOST_BYTES = 32 << 20;
    private static final int MOST_FILES = 10_000;

    private Manifests() {}

    /**
     * The objects of all that is named, in the order written; of a folder those of its {@code .yaml}, {@code .yml} and {@code .json} files,
     * by name, not of folders inside it.
     *
     * @param names of files and folders; {@code -} is the input
     * @throws ManifestException when a file cannot be read, is more than 32 MiB, or is no YAML of objects
     */
    public static List<Manifest> read(List<String> names, InputStream input) throws ManifestException {
        List<Manifest> all = new ArrayList<>();
        for (String name : names) {
            if (name.equals(STANDARD_INPUT)) {
                all.addAll(YamlDocuments.parse(name, text(name, input)));
            } else {
                for (Path file : files(Path.of(name))) {
                    all.addAll(YamlDocuments.parse(file.toString(), text(file)));
                }
            }
        }
        return all;
    }

    private static List<Path> files(Path named) throws ManifestException {
        if (!Files.isDirectory(named)) {
            return List.of(named);
        }
        try (Stream<Path> inside = Files.list(named)) {
            List<Path> files = inside.filter(Manifests::isManifest)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (files.isEmpty()) {
                throw new ManifestException(named.toString(), "no .yaml, .yml or .json file is in this folder");
            }
            if (files.size() > MOST_FILES) {
                throw new ManifestException(named.toString(), "more than " + MOST_FILES + " files are in this folder");
            }
            return files;
        } catch (IOException e) {
            throw new ManifestException(named.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isManifest(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
    }

    private static String text(Path file) throws ManifestException {
        try (InputStream input = Files.newInputStream(file)) {
            return text(file.toString(), input);
        } catch (IOException e) {
            throw new ManifestException(file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(String source, InputStream input) throws ManifestException {
        try {
            byte[] bytes = input.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ManifestException(source, "more than " + (MOST_BYTES >> 20) + " MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ManifestException(source, "no UTF-8", e);
        } catch (IOException e) {
            throw new ManifestException(source, "cannot be read: " + e.getMessage(), e);
        }
    }
}
