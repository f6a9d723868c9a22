// SPDX-License-Identifier: Apache-2.0
#include "lib/records/files/output_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/records/reader.h"
#include "lib/records/stream_testing.h"
#include "lib/records/writer.h"

namespace auricle {
namespace {

// A fresh directory, and what is in it, hidden files too.
std::string FreshDirectory() {
  std::string name = TempPath("dirXXXXXX");
  EXPECT_NE(mkdtemp(&name[0]), nullptr);
  return name;
}

std::set<std::string> Names(const std::string& directory) {
  std::set<std::string> names;
  DIR* dir = opendir(directory.c_str());
  while (const dirent* entry = readdir(dir)) names.insert(entry->d_name);
  closedir(dir);
  names.erase(".");
  names.erase("..");
  return names;
}

TEST(OutputFile, HasNoNameUntilItIsCommitted) {
  const std::string directory = FreshDirectory(), path = directory + "/x";
  auto file = *OutputFile::Create(path);
  ASSERT_TRUE(file->Append(std::string(1 << 20, 'x')).ok());
  EXPECT_TRUE(Names(directory).empty());
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_EQ(Names(directory), std::set<std::string>({"x"}));
  EXPECT_EQ(Slurp(path), std::string(1 << 20, 'x'));
}

TEST(OutputFile, AbandonedLeavesTheOldContentAndNothingElse) {
  const std::string directory = FreshDirectory(), path = directory + "/x";
  Spill(path, "old");
  {
    auto file = *OutputFile::Create(path);
    ASSERT_TRUE(file->Append("new").ok());
  }
  EXPECT_EQ(Names(directory), std::set<std::string>({"x"}));
  EXPECT_EQ(Slurp(path), "old");
}

TEST(OutputFile, AProcessKilledInTheMiddleLeavesNoFile) {
  const std::string directory = FreshDirectory();
  const pid_t child = fork();
  if (child == 0) {
    auto writer = *RecordWriter::Create(directory + "/x.tfr");
    if (!writer->BeginSection(ClipsHeader()).ok()) _exit(1);
    for (int i = 0; i < 1000; ++i) {
      if (!writer->Write(TestClip(i)).ok()) _exit(1);
    }
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(Names(directory).empty());
}

// In a container, where every run has the same process number.
TEST(OutputFile, WhatKilledProcessesOfItsNumberLeftBehindIsNotInItsWay) {
  const std::string directory = FreshDirectory();
  for (int i = 0; i < 200; ++i) {
    Spill(absl::StrCat(directory, "/.x.", getpid(), ".", i, ".tmp"), "left");
  }
  auto file = *OutputFile::Create(directory + "/x");
  ASSERT_TRUE(file->Append("new").ok());
  const absl::Status status = file->Commit();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(Slurp(directory + "/x"), "new");
  EXPECT_EQ(Names(directory).size(), 201);
}

TEST(OutputFile, ReplacesTheTargetOfALinkAndKeepsTheLink) {
  const std::string directory = FreshDirectory();
  Spill(directory + "/target", "old");
  ASSERT_EQ(symlink("target", (directory + "/link").c_str()), 0);
  auto file = *OutputFile::Create(directory + "/link");
  ASSERT_TRUE(file->Append("new").ok());
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_EQ(Slurp(directory + "/target"), "new");
  struct stat info;
  ASSERT_EQ(lstat((directory + "/link").c_str(), &info), 0);
  EXPECT_TRUE(S_ISLNK(info.st_mode));
}

TEST(OutputFile, ALinkToWhatIsStillToBeMadeIsWrittenThrough) {
  const std::string directory = FreshDirectory();
  ASSERT_EQ(mkdir((directory + "/there").c_str(), 0777), 0);
  ASSERT_EQ(symlink("there/x", (directory + "/one").c_str()), 0);
  ASSERT_EQ(symlink((directory + "/one").c_str(), (directory + "/two").c_str()), 0);
  auto file = *OutputFile::Create(directory + "/two");
  ASSERT_TRUE(file->Append("new").ok());
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_EQ(Slurp(directory + "/there/x"), "new");
  char to[100] = {};
  EXPECT_GT(readlink((directory + "/one").c_str(), to, sizeof(to)), 0);
  EXPECT_STREQ(to, "there/x");
  ASSERT_EQ(symlink("gone/x", (directory + "/nowhere").c_str()), 0);
  EXPECT_EQ(OutputFile::Create(directory + "/nowhere").status().code(),
            absl::StatusCode::kNotFound);
  ASSERT_EQ(symlink("round", (directory + "/round").c_str()), 0);
  const auto round = OutputFile::Create(directory + "/round");
  EXPECT_TRUE(!round.ok() || !(*round)->Commit().ok() || Slurp(directory + "/round").empty());
}

TEST(OutputFile, AReplacedFileKeepsItsModeAndAProtectedOneStays) {
  const std::string path = FreshDirectory() + "/x";
  const auto mode = [&path] {
    struct stat info;
    EXPECT_EQ(stat(path.c_str(), &info), 0);
    return info.st_mode & 0777;
  };
  Spill(path, "old");
  for (const mode_t kept : {0600, 0640, 0755}) {
    ASSERT_EQ(chmod(path.c_str(), kept), 0);
    auto file = *OutputFile::Create(path);
    ASSERT_TRUE(file->Append("new").ok());
    ASSERT_TRUE(file->Commit().ok());
    EXPECT_EQ(mode(), kept);
  }
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  const absl::Status refused = OutputFile::Create(path).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << refused;
  EXPECT_EQ(Slurp(path), "new");
  EXPECT_EQ(mode(), 0444u);
}

TEST(OutputFile, WhatIsNoRegularFileIsWrittenAndNotReplaced) {
  auto file = *OutputFile::Create("/dev/null");
  ASSERT_TRUE(file->Append("x").ok());
  ASSERT_TRUE(file->Commit().ok());
  struct stat info;
  ASSERT_EQ(stat("/dev/null", &info), 0);
  EXPECT_TRUE(S_ISCHR(info.st_mode));
}

TEST(OutputFile, AMissingDirectoryADirectoryAndAFullDiskAreClearErrors) {
  const auto missing = OutputFile::Create("/no/such/x").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(absl::StrContains(missing.message(), "there is no directory '/no/such'"));
  EXPECT_EQ(OutputFile::Create("/tmp").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OutputFile::Create("").status().code(), absl::StatusCode::kInvalidArgument);
  auto full = *OutputFile::Create("/dev/full");
  ASSERT_TRUE(full->Append("x").ok());
  EXPECT_EQ(full->Commit().code(), absl::StatusCode::kResourceExhausted);
}

TEST(OutputFile, AfterBytesWereLostNothingIsCommitted) {
  auto full = *OutputFile::Create("/dev/full");
  ASSERT_TRUE(full->Append("lost").ok());
  EXPECT_FALSE(full->Flush().ok());
  EXPECT_FALSE(full->Append("x").ok());
  EXPECT_EQ(full->Commit().code(), absl::StatusCode::kResourceExhausted);
}

TEST(RecordWriter, AReaderThatLeftIsCancelled) {
  signal(SIGPIPE, SIG_IGN);  // As lib/tool does.
  const std::string fifo = FreshDirectory() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const int reader = open(fifo.c_str(), O_RDONLY | O_NONBLOCK);
  auto writer = *RecordWriter::Create(fifo);
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  close(reader);
  absl::Status status;
  for (int i = 0; status.ok() && i < 1000; ++i) status = writer->Write(TestClip(1000));
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(absl::StrContains(status.message(), "its reader left"));
  EXPECT_EQ(writer->Commit().code(), absl::StatusCode::kCancelled);
}

TEST(RecordWriter, ATerminalIsRefusedWithAHint) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  ASSERT_EQ(grantpt(terminal) + unlockpt(terminal), 0);
  const std::string name = ptsname(terminal);
  const auto written = RecordWriter::Create(name).status();
  EXPECT_EQ(written.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(written.message(), "| rec2json shows it"));
  const auto read = RecordReader::Open(name).status();
  EXPECT_EQ(read.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(read.message(), "pipe a stream of records in"));
  close(terminal);
}

TEST(RecordWriter, ShardsAppearOnlyWhenAllAreWhole) {
  const std::string directory = FreshDirectory();
  auto writer = *RecordWriter::Create(directory + "/x@2");
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  ASSERT_TRUE(writer->Write(TestClip(1)).ok());
  EXPECT_TRUE(Names(directory).empty());
  ASSERT_TRUE(writer->Commit().ok());
  EXPECT_EQ(Names(directory), std::set<std::string>({"x-00000-of-00002", "x-00001-of-00002"}));
  EXPECT_EQ(RecordWriter::Create(directory + "/x@0").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(RecordWriter::Create(directory + "/x@100000").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(OutputFile, ANameTooLongForTheFileSystemIsToldBeforeAnythingIsWritten) {
  const std::string longest = TempPath(std::string(255, 'x'));
  auto file = OutputFile::Create(longest);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE((*file)->Commit().ok());
  const auto longer = OutputFile::Create(longest + "x");
  EXPECT_EQ(longer.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(longer.status().message(), "256 bytes")) << longer.status();
}

TEST(OutputFile, RoomIsAskedForWithoutLeavingAnything) {
  const std::string path = TempPath("room");
  EXPECT_TRUE(OutputFile::CheckCanWrite(path, 1000).ok());
  EXPECT_NE(access(path.c_str(), F_OK), 0);
  const absl::Status huge = OutputFile::CheckCanWrite(path, int64_t{1} << 60);
  EXPECT_EQ(huge.code(), absl::StatusCode::kResourceExhausted) << huge;
  EXPECT_FALSE(OutputFile::CheckCanWrite("/no/such/folder/x", 1).ok());
  EXPECT_TRUE(OutputFile::CheckCanWrite("/dev/null", int64_t{1} << 60).ok());
  EXPECT_TRUE(OutputFile::CheckCanWrite("-", int64_t{1} << 60).ok());
}

}  // namespace
}  // namespace auricle
